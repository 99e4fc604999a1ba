import type { Figure } from "../figure.ts";
import { toCompiled, toInterpreted, toJsonRulesEngine, toZen } from "./engines.ts";
import { makeWorkload, type Workload, type WorkloadKind } from "./make-workload.ts";
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
  readonly kind: WorkloadKind;
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

/**
 * First match alone, on the same rules and leads for four engines, after checking that they agree. The figures are of
 * territory tables, which is what ten thousand rules mostly are; those named `mixed` are of rules that leave most facts
 * out, which other engines get through faster: they stop at a rule's first test that fails.
 */
export async function benchMatch(log: (rates: MatchRates) => void): Promise<readonly Figure[]> {
  const territory = await measureKind("territory", log);
  const mixed = await measureKind("mixed", log);
  return [
    ...compareEngines(territory, ""),
    {
      figure: "match_growth_10_to_10000",
      value: territory(10).compiled / territory(10_000).compiled,
      unit: "x",
      baseline: {
        value: territory(10).interpreted / territory(10_000).interpreted,
        what: "growth of our interpreter",
      },
    },
    ...compareEngines(mixed, "_mixed"),
  ];
}

type RatesAt = (size: (typeof SIZES)[number]) => MatchRates;

async function measureKind(kind: WorkloadKind, log: (rates: MatchRates) => void): Promise<RatesAt> {
  const byRules = new Map<number, MatchRates>();
  for (const size of SIZES) {
    const rates = { kind, ...(await measureEngines(makeWorkload(kind, size, LEADS), AGREEING[size])) };
    byRules.set(size, rates);
    log(rates);
  }
  return (size) => {
    const rates = byRules.get(size);
    if (rates === undefined) throw new Error(`Nothing was measured at ${size} rules.`);
    return rates;
  };
}

function compareEngines(at: RatesAt, suffix: string): readonly Figure[] {
  return [
    {
      figure: `match_vs_zen_10000${suffix}`,
      value: at(10_000).compiled / at(10_000).zen,
      unit: "x",
      baseline: { value: at(10_000).interpreted / at(10_000).zen, what: "our interpreter against zen-engine" },
    },
    {
      figure: `match_vs_json_rules_engine_1000${suffix}`,
      value: at(1_000).compiled / at(1_000).jsonRulesEngine,
      unit: "x",
      baseline: {
        value: at(1_000).interpreted / at(1_000).jsonRulesEngine,
        what: "our interpreter against json-rules-engine",
      },
    },
  ];
}

async function measureEngines(
  { rules, leads }: Workload,
  agreeing: MatchRates["agreed"],
): Promise<Omit<MatchRates, "kind">> {
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
