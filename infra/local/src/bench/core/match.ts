import type { Figure } from "../figure.ts";
import { toCompiled, toInterpreted, toJsonRulesEngine, toZen } from "./engines.ts";
import { makeWorkload, type Workload } from "./make-workload.ts";
import { measureRate, measureRateAsync, median } from "./measure.ts";

const SIZES = [10, 100, 1_000, 10_000] as const;
const LEADS = 4_096;
/** Leads on which all four engines must agree; the slowest takes about a second for each of ten thousand rules. */
const AGREEING = { 10: 512, 100: 512, 1_000: 64, 10_000: 4 } as const;

/** Searches a second, by engine. */
export interface MatchRates {
  readonly rules: number;
  /** Leads on which all engines were seen to agree. */
  readonly agreed: number;
  readonly matchPct: number;
  /** Place of the rule that matches, from 1: the median of the leads that one matches. */
  readonly medianPlace: number;
  readonly compiled: number;
  readonly interpreted: number;
  readonly zen: number;
  readonly jsonRulesEngine: number;
}

/** First match alone, on the same rules and leads for four engines, after checking that they agree. */
export async function benchMatch(log: (rates: MatchRates) => void): Promise<readonly Figure[]> {
  const byRules = new Map<number, MatchRates>();
  for (const size of SIZES) {
    const rates = await measureEngines(makeWorkload(size, LEADS), AGREEING[size]);
    byRules.set(size, rates);
    log(rates);
  }
  const at = (size: (typeof SIZES)[number]) => {
    const rates = byRules.get(size);
    if (rates === undefined) throw new Error(`Nothing was measured at ${size} rules.`);
    return rates;
  };
  return [
    {
      figure: "match_vs_zen_10000",
      value: at(10_000).compiled / at(10_000).zen,
      unit: "x",
      baseline: { value: at(10_000).interpreted / at(10_000).zen, what: "our interpreter against zen-engine" },
    },
    {
      figure: "match_growth_10_to_10000",
      value: at(10).compiled / at(10_000).compiled,
      unit: "x",
      baseline: { value: at(10).interpreted / at(10_000).interpreted, what: "growth of our interpreter" },
    },
    {
      figure: "match_vs_json_rules_engine_1000",
      value: at(1_000).compiled / at(1_000).jsonRulesEngine,
      unit: "x",
      baseline: {
        value: at(1_000).interpreted / at(1_000).jsonRulesEngine,
        what: "our interpreter against json-rules-engine",
      },
    },
  ];
}

async function measureEngines({ rules, leads }: Workload, agreeing: number): Promise<MatchRates> {
  const compiled = toCompiled(rules);
  const interpreted = toInterpreted(rules);
  const zen = toZen(rules);
  const jsonRulesEngine = toJsonRulesEngine(rules);
  const places: number[] = [];
  for (const lead of leads.slice(0, agreeing)) {
    const answers = [compiled(lead), interpreted(lead), await zen(lead), await jsonRulesEngine(lead)];
    if (new Set(answers).size > 1) {
      throw new Error(`The engines disagree on ${JSON.stringify(lead)}: rules ${answers.join(", ")}.`);
    }
  }
  for (const lead of leads) {
    const answer = compiled(lead);
    if (answer !== interpreted(lead)) throw new Error(`Compiled and interpreted disagree on ${JSON.stringify(lead)}.`);
    if (answer !== -1) places.push(answer);
  }
  const lead = (index: number) => leads[index % leads.length] ?? {};
  return {
    rules: rules.length,
    agreed: agreeing,
    matchPct: Math.round((100 * places.length) / leads.length),
    medianPlace: median(places) + 1,
    compiled: measureRate((index) => compiled(lead(index))),
    interpreted: measureRate((index) => interpreted(lead(index))),
    zen: await measureRateAsync((index) => zen(lead(index))),
    jsonRulesEngine: await measureRateAsync((index) => jsonRulesEngine(lead(index))),
  };
}
