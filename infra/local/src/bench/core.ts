import { out } from "../print/out.ts";
import { benchBundle } from "./core/bundle.ts";
import { benchCompile } from "./core/compile.ts";
import { benchDecide } from "./core/decide.ts";
import { benchMatch, type MatchRates } from "./core/match.ts";
import type { Figure } from "./figure.ts";

/** Measures the engine alone, on one core: first match against other engines, whole decisions, compiling, its size. */
export async function benchCore(): Promise<readonly Figure[]> {
  const bundles = await benchBundle();
  const compiling = benchCompile();
  const deciding = benchDecide();
  return [...(await benchMatch(printRates)), ...deciding, ...compiling, ...bundles];
}

/** Beside the figures, which `--json` alone sends to standard output. */
function printRates({ kind, rules, agreed, matchPct, medianPlace, ...rates }: MatchRates): void {
  const perSecond = Object.entries(rates).map(
    ([engine, rate]) => `${engine} ${Math.round(rate).toLocaleString("en")}/s`,
  );
  out.error(
    `${rules} ${kind} rules: ${perSecond.join(", ")}; zen agrees on ${agreed.zen} leads, json-rules-engine on ${agreed.jsonRulesEngine}; ${matchPct} % match, at the median rule ${medianPlace}`,
  );
}
