import type { Figure } from "../figure.ts";
import { toCompiled, toInterpreted, toJsonRulesEngine, toZen } from "./engines.ts";
import { makeWorkload, type Workload } from "./make-workload.ts";
import { measureRate, measureRateAsync, median } from "./measure.ts";

const SIZES = [10, 100, 1_000, 10_000] as const;
const LEADS = 4_096;
/**
 * Leads on which engines must agree with the compiled rules: the interpreter on all; zen on as many as cost it a few
 * seconds; json-rules-engine, which needs about a second a lead at ten thousand rules, on fewer.
 */
const AGREEING = {
  10: { zen: LEADS, jsonRulesEngine: 2_048 },
  100: { zen: LEADS, jsonRulesEngine: 512 },
  1_000: { zen: LEADS, jsonRulesEngine: 128 },
  10_000: { zen: 2_048, jsonRulesEngine: 8 },
} as const;

/** Searches a second, by engine. */
export interface MatchRates {
  readonly rules: number;
  /** Leads on which the slower engines were seen to agree with the compiled rules. */
  readonly agreed: { readonly zen: number; readonly jsonRulesEngine: number };
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

async function measureEngines({ rules, leads }: Workload, agreeing: MatchRates["agreed"]): Promise<MatchRates> {
  const compiled = toCompiled(rules);
  const interpreted = toInterpreted(rules);
  const zen = toZen(rules);
  const jsonRulesEngine = toJsonRulesEngine(rules);
  const places: number[] = [];
  for (const [index, lead] of leads.entries()) {
    const answer = compiled(lead);
    const others = { interpreted: interpreted(lead), zen: answer, jsonRulesEngine: answer };
    if (index < agreeing.zen) others.zen = await zen(lead);
    if (index < agreeing.jsonRulesEngine) others.jsonRulesEngine = await jsonRulesEngine(lead);
    if (Object.values(others).some((other) => other !== answer)) {
      const answers = JSON.stringify({ compiled: answer, ...others });
      throw new Error(`The engines disagree on ${JSON.stringify(lead)}: ${answers}.`);
    }
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
