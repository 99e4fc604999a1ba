import type { Timestamp } from "@pointsman/contracts/primitive";
import { countDeliveredEvents } from "@pointsman/store/outbox/count-delivered-events";
import { measureOutboxLag } from "@pointsman/store/outbox/measure-outbox-lag";
import { countRefused } from "@pointsman/store/outbox/refused-events";

import type { ServiceContext } from "../context.ts";
import type { RelayState } from "../relay/relay-monitor.ts";

export interface RelayStatus {
  /** Of the relay in this process; another process may run one too. */
  readonly state: RelayState;
  /** Events that the warehouse has. */
  readonly delivered: number;
  /** Events that it would not take, and that are set aside until they are delivered again. */
  readonly refused: number;
  /** Events that it is not known to have. */
  readonly waiting: number;
  /** When the oldest of those happened; null: none waits. */
  readonly oldestWaitingAt: Timestamp | null;
  /** How long ago that was; null: none waits. */
  readonly oldestWaitingMs: number | null;
}

/** How far the warehouse is behind, and what the relay is doing about it. */
export async function readRelayStatus({
  db,
  clock,
  relay,
}: Pick<ServiceContext, "db" | "clock" | "relay">): Promise<RelayStatus> {
  const delivered = await countDeliveredEvents(db);
  const refused = await countRefused(db);
  const { undelivered, oldestOccurredAt } = await measureOutboxLag(db);
  return {
    state: relay.state,
    delivered: delivered - refused,
    refused,
    waiting: undelivered,
    oldestWaitingAt: oldestOccurredAt,
    oldestWaitingMs: oldestOccurredAt === null ? null : clock.nowMs() - Date.parse(oldestOccurredAt),
  };
}
