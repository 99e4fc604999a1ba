import type { Decision } from "@pointsman/contracts/decision";
import { AppError } from "@pointsman/contracts/error";
import type { RuleSet } from "@pointsman/contracts/rule-set";
import { replay } from "@pointsman/router-core/replay";
import { parseRecord, RECORD_FORMAT } from "@pointsman/router-core/replay/decision-record";
import { formatDifference, type Difference } from "@pointsman/router-core/replay/list-differences";
import type { Db } from "@pointsman/store/connect";
import type { DecisionKey, RecordedDecision } from "@pointsman/store/decisions/find-decisions";
import { listRecordedDecisions } from "@pointsman/store/decisions/list-recorded-decisions";
import { getRuleSetVersion } from "@pointsman/store/rule-sets/get-rule-set-version";

import type { ServiceContext } from "../context.ts";
import { MAX_VIOLATIONS, type Finding } from "./finding.ts";

/** At some 10 KB of inputs and trace each, 2 MB at a time. */
const PAGE_SIZE = 200;

/** Of one decision; the first is where to look, and one changed input may change the whole trace. */
const MAX_DIFFERENCES = 5;

/**
 * Makes every stored decision again, from its stored inputs and rule set, and compares the two byte for byte: outcome,
 * trace, credits and number in the pool. With gap-free pool numbers, which the store checks, that proves that each
 * decision saw the state that it says it saw.
 *
 * @throws AppError `UNAVAILABLE` when the process is about to end.
 */
export async function replayDecisions({ db, stopping }: Pick<ServiceContext, "db" | "stopping">): Promise<Finding> {
  const ruleSets = new RuleSets(db);
  const violations: Finding["violations"][number][] = [];
  let checked = 0;
  let after: DecisionKey | null = null;
  do {
    if (stopping.aborted) throw new AppError("UNAVAILABLE", "The analytics service is stopping.");
    const page: readonly RecordedDecision[] = await listRecordedDecisions(db, { after, limit: PAGE_SIZE });
    for (const recorded of page) violations.push(...compare(await ruleSets.get(recorded.decision), recorded));
    checked += page.length;
    after = page.at(-1)?.decision ?? null;
  } while (after !== null);
  return {
    invariant: "I-10",
    name: "decisions-replay",
    ok: violations.length === 0,
    checked,
    detail: `${checked} decisions made again from their inputs; ${violations.length} came out otherwise.`,
    violations: violations.slice(0, MAX_VIOLATIONS),
  };
}

function compare(ruleSet: RuleSet, { decision, inputs }: RecordedDecision): Finding["violations"] {
  const { leadId, epoch } = decision;
  try {
    const record = parseRecord({ format: RECORD_FORMAT, ruleSet: decision.ruleSet, inputs, decision });
    const { identical, differences } = replay(ruleSet, record);
    if (identical) return [];
    return [{ leadId, epoch, differs: differences.slice(0, MAX_DIFFERENCES).map(toText) }];
  } catch (error) {
    // Inputs that were tampered with may lack anything: the finding is which decision it was.
    return [{ leadId, epoch, error: error instanceof Error ? error.message : String(error) }];
  }
}

/** A note may name people, and findings name nobody. */
function toText(difference: Difference): string {
  return difference.path === "outcome.note" ? "outcome.note: another text" : formatDifference(difference);
}

/** Versions never change, so that each is read once. */
class RuleSets {
  readonly #db: Db;
  readonly #bodies = new Map<number, RuleSet>();

  constructor(db: Db) {
    this.#db = db;
  }

  async get({ ruleSet: { version } }: Decision): Promise<RuleSet> {
    const known = this.#bodies.get(version);
    if (known !== undefined) return known;
    const found = await getRuleSetVersion(this.#db, version);
    if (found === undefined) throw new Error(`There is no rule set version ${version}`);
    this.#bodies.set(version, found.body);
    return found.body;
  }
}
