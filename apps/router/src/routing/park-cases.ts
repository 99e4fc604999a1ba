import type { Timestamp } from "@pointsman/contracts/primitive";
import type { Tx } from "@pointsman/store/connect";
import { insertFailure, type NewFailure } from "@pointsman/store/leads/insert-failure";

import { decideFailed } from "./decide-failed.ts";
import type { RoutingDirectory } from "./directory-cache.ts";
import { Ledger } from "./ledger.ts";
import type { RoutedCase, RoutingCase } from "./route-cases.ts";

/** Why leads cannot be decided on. */
export type Failure = Pick<NewFailure, "code" | "detail">;

interface Parking {
  readonly directory: RoutingDirectory;
  readonly now: Timestamp;
  readonly failure: Failure;
}

/**
 * Parks leads on file that cannot be decided on, in place of `routeCases`; their weight goes off the loads of who loses
 * them. What came of it is for the caller to write, and then the failure: see `writeFailures`.
 */
export async function parkCases(
  tx: Tx,
  { directory, now, failure: { code } }: Parking,
  cases: readonly RoutingCase[],
): Promise<readonly RoutedCase[]> {
  const released = cases.flatMap((failed) => failed.released ?? []);
  const repIds = [...new Set(released.map(({ repId }) => repId))];
  const ledger = await Ledger.open(tx, directory, { poolIds: [], repIds, periods: [], accountIds: [] });
  for (const load of released) ledger.release(load);
  await ledger.close(tx);
  return cases.map((failed) => decideFailed(directory, failed, { code, now }));
}

/** Keeps what went wrong with leads that were parked by it. Their decisions must be on file. */
export async function writeFailures(tx: Tx, failure: Failure, parked: readonly RoutedCase[]): Promise<void> {
  for (const { leadId, epoch, decidedAt } of parked.map(({ decision }) => decision)) {
    await insertFailure(tx, { ...failure, leadId, epoch, failedAt: decidedAt });
  }
}
