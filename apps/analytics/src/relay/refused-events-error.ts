import type { EventId } from "@pointsman/contracts/id";

/** An event that the warehouse cannot hold, and what is wrong with it. */
export interface RefusedEvent {
  readonly eventId: EventId;
  readonly problem: string;
}

/** A frozen batch holds events that the warehouse cannot hold. Nothing of it was sent; sending it again cannot help. */
export class RefusedEventsError extends Error {
  override readonly name = "RefusedEventsError";
  readonly batchId: number;
  readonly refused: readonly RefusedEvent[];

  constructor(batchId: number, refused: readonly RefusedEvent[]) {
    super(`Batch ${batchId} cannot be delivered: ${refused.map(({ eventId }) => eventId).join(", ")}`);
    this.batchId = batchId;
    this.refused = refused;
  }
}
