import { replay } from "@pointsman/router-core/replay";
import { parseRecord, RECORD_FORMAT } from "@pointsman/router-core/replay/decision-record";
import { formatDifference, type Difference } from "@pointsman/router-core/replay/list-differences";
import type { PoolState } from "@pointsman/router-core/snapshot";
import type { RecordedDecision } from "@pointsman/store/decisions/find-decisions";

import { findOverfull } from "./find-overfull.ts";
import type { Violation } from "./finding.ts";
import type { PublishedRuleSets } from "./published-rule-sets.ts";

/** Of one decision; the first is where to look, and one changed input may change the whole trace. */
const MAX_DIFFERENCES = 5;

/** A decision made again. */
export interface Replayed {
  /** Null: it came out byte for byte as it is on file. */
  readonly violation: Violation | null;
  /** It gave a rep more than he takes, by what is recorded; null where it did not, or nothing could be read. */
  readonly overfull: Violation | null;
  /** The pool that was chosen from, before and after; null where none was, or nothing could be made again. */
  readonly pool: { readonly before: PoolState; readonly after: PoolState } | null;
}

/** Makes one decision again. Inputs that are none are a violation too, not an error. */
export async function replayDecision(
  ruleSets: PublishedRuleSets,
  { decision, inputs }: RecordedDecision,
): Promise<Replayed> {
  const { leadId, epoch, ruleSet } = decision;
  const body = await ruleSets.get(ruleSet);
  try {
    const record = parseRecord({ format: RECORD_FORMAT, ruleSet, inputs, decision });
    const { identical, differences, pool } = replay(body, record);
    const before = pool === null ? undefined : record.inputs.snapshot.pools[pool.id];
    return {
      violation: identical ? null : { leadId, epoch, differs: differences.slice(0, MAX_DIFFERENCES).map(toText) },
      overfull: findOverfull(record),
      pool: pool === null || before === undefined ? null : { before, after: pool },
    };
  } catch (error) {
    // Inputs that were tampered with may lack anything: the finding is which decision it was.
    const violation = { leadId, epoch, error: error instanceof Error ? error.message : String(error) };
    return { violation, overfull: null, pool: null };
  }
}

/** A note may name people, and findings name nobody. */
function toText(difference: Difference): string {
  return difference.path === "outcome.note" ? "outcome.note: another text" : formatDifference(difference);
}
