import { out } from "../print/out.ts";
import { benchBundle } from "./core/bundle.ts";
import { benchCompile } from "./core/compile.ts";
import { benchDecide } from "./core/decide.ts";
import { benchFairness } from "./core/fairness.ts";
import { benchMatch, type MatchRates } from "./core/match.ts";
import type { Figure } from "./figure.ts";

/** What can be measured by itself, in the order in which all of it is. */
const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]> | readonly Figure[]>> = {
  bundle: benchBundle,
  compile: benchCompile,
  decide: benchDecide,
  match: async () => benchMatch(printRates),
  fairness: benchFairness,
};

/**
 * Measures the engine alone, on one core: its size, compiling, whole decisions, first match against other engines, and the
 * most that fair share ever owes a rep.
 *
 * @param options.part one of `PARTS`; left out: all of them
 */
export async function benchCore({ part }: { readonly part?: string | undefined }): Promise<readonly Figure[]> {
  if (part !== undefined && !Object.hasOwn(PARTS, part))
    throw new Error(`There is no part "${part}". There are: ${Object.keys(PARTS).join(", ")}`);
  const figures: Figure[] = [];
  for (const [name, run] of Object.entries(PARTS))
    if (part === undefined || part === name) figures.push(...(await run()));
  return figures;
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
