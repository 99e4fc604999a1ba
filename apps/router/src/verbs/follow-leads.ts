import type { LiveInput } from "@pointsman/contracts/api/live";
import { AppError } from "@pointsman/contracts/error";
import type { LeadEvent } from "@pointsman/contracts/event";
import type { Caller } from "@pointsman/rpc/authenticate";
import { toTrpcError } from "@pointsman/rpc/create-rpc";
import { reaches, requireReach } from "@pointsman/rpc/reach";
import { isLivePast, readLiveEvents, type NumberedEvent } from "@pointsman/store/outbox/read-live-events";
import { tracked, type TrackedEnvelope } from "@trpc/server";

import type { ServiceContext } from "../context.ts";
import type { Listener } from "../live/lead-feed.ts";
import {
  formatPosition,
  hasPassed,
  parsePosition,
  passNumber,
  settle,
  type Horizon,
  type Position,
} from "../live/position.ts";

type Context = Pick<ServiceContext, "db" | "clock" | "feed" | "log">;
type LiveEvents = AsyncGenerator<TrackedEnvelope<LeadEvent>, void>;

interface LiveRequest {
  readonly input: LiveInput;
  readonly signal: AbortSignal | undefined;
}

/** Events of one page when a reader who was away catches up. */
const PAGE = 500;

/**
 * The events that the caller asks for and reaches, as they are committed by whichever process. Each has an id that says exactly which
 * were had before it: whoever goes on behind one misses none and has none twice.
 *
 * @throws TRPCError of `OVERLOADED` and `UNAVAILABLE`, upon which clients connect again by themselves; of `STREAM_EXPIRED`,
 * `OUT_OF_REACH` and `INVALID_INPUT`, upon which they do not
 */
export async function* followLeads(context: Context, caller: Caller, request: LiveRequest): LiveEvents {
  try {
    if (request.input.repId !== undefined) requireReach(caller, request.input.repId);
    yield* follow(context, caller, request);
  } catch (error) {
    if (error instanceof AppError) throw toTrpcError(error);
    context.log.error({ err: error }, "a stream of live events failed");
    throw error;
  }
}

async function* follow(context: Context, caller: Caller, { input, signal }: LiveRequest): LiveEvents {
  const { renewals } = context.feed;
  const isWanted = toFilter(input);
  const wants = (event: LeadEvent) => isWanted(event) && reaches(caller, event.repId);
  const away = await readPosition(context, input.lastEventId);
  // Not before he has caught up, or what is committed meanwhile would wait for him in memory.
  const caughtUp = away === null ? null : yield* catchUp(context, { from: away, wants, signal });
  using listener = await context.feed.join(renewals);
  // Between the two something may have been committed that the feed had passed before he joined it.
  let position = caughtUp === null ? listener.start : yield* catchUp(context, { from: caughtUp, wants, signal });
  const isGone = () => signal?.aborted === true;
  while (!isGone()) {
    position = yield* passNew(listener, { position, wants, signal });
  }
}

interface Reader {
  readonly wants: (event: LeadEvent) => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Everything that was committed since, page by page, as fast as he reads. @returns how far he is then */
async function* catchUp(
  { db, clock }: Context,
  { from, wants, signal }: Reader & { readonly from: Position },
): AsyncGenerator<TrackedEnvelope<LeadEvent>, Position> {
  let position = from;
  for (;;) {
    const { events, ...xids } = await readLiveEvents(db, { ...position, limit: PAGE });
    const horizon = { ...xids, nowMs: clock.nowMs() };
    for (const entry of events) {
      position = passNumber(position, entry.number, horizon);
      if (wants(entry.event)) yield toEnvelope(entry, position);
    }
    if (events.length < PAGE || signal?.aborted === true) return settle(position, horizon);
  }
}

async function* passNew(
  listener: Listener,
  { position: before, wants, signal }: Reader & { readonly position: Position },
): AsyncGenerator<TrackedEnvelope<LeadEvent>, Position> {
  let position = before;
  let horizon: Horizon | null = null;
  for (const entry of await listener.take(signal)) {
    if (hasPassed(position, entry.number)) continue;
    ({ horizon } = entry);
    position = passNumber(position, entry.number, horizon);
    if (wants(entry.event)) yield toEnvelope(entry, position);
  }
  return horizon === null ? position : settle(position, horizon);
}

function toEnvelope({ event }: NumberedEvent, position: Position): TrackedEnvelope<LeadEvent> {
  return tracked(formatPosition(position), event);
}

async function readPosition({ db, clock }: Context, lastEventId: string | null | undefined): Promise<Position | null> {
  if (lastEventId === null || lastEventId === undefined) return null;
  const position = parsePosition(lastEventId, clock.nowMs());
  if (position === null) {
    throw new AppError("INVALID_INPUT", "lastEventId: not the id of an event of this stream", [
      { field: "lastEventId", problem: "not the id of an event of this stream" },
    ]);
  }
  if (await isLivePast(db, position.last)) {
    throw new AppError(
      "STREAM_EXPIRED",
      "What came behind this event is archived: read leads.list for it, and connect without lastEventId.",
    );
  }
  return position;
}

function toFilter({ kinds, repId, poolId, queueId, source, territory, tier }: LiveInput) {
  const wanted = new Set(kinds);
  const fields = { repId, poolId, queueId, source, territory, tier };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined) as [keyof typeof fields, string][];
  return (event: LeadEvent) => wanted.has(event.kind) && given.every(([field, value]) => event[field] === value);
}
