import type { RuleSet } from "@pointsman/contracts/rule-set";
import { replay } from "@pointsman/router-core/replay";
import { parseRecord } from "@pointsman/router-core/replay/decision-record";
import { formatDifference } from "@pointsman/router-core/replay/list-differences";

/** Records as they travel into a runtime: as JSON text, read there. */
export interface Batch {
  readonly ruleSet: RuleSet;
  readonly records: readonly unknown[];
  /** The running hash before the first of them. */
  readonly hash: string;
}

export interface BatchResult {
  /** The running hash after each record: over the hash before it and the bytes of the decision made again. */
  readonly hashes: readonly string[];
  /** Where this runtime's decisions first differ from the recorded ones, in words. */
  readonly firstDifference: string | null;
}

/** Makes the decisions of a batch again. Runs as it is in Node, and bundled in workerd and in a browser. */
export async function replayBatch(text: string): Promise<BatchResult> {
  const batch = JSON.parse(text) as Batch; // what the test wrote
  const hashes: string[] = [];
  let firstDifference: string | null = null;
  for (const [index, value] of batch.records.entries()) {
    const { replayed, differences } = replay(batch.ruleSet, parseRecord(value));
    const [difference] = differences;
    if (difference !== undefined) firstDifference ??= `record ${index} of the batch: ${formatDifference(difference)}`;
    hashes.push(await hash(`${hashes.at(-1) ?? batch.hash}${JSON.stringify(replayed)}`));
  }
  return { hashes, firstDifference };
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
