import type { LiveRead, NumberRange } from "@pointsman/store/outbox/read-live-events";

/**
 * How far a reader of the outbox has come: he has had all events up to the number `last` but those in `gaps`.
 *
 * Numbers are given when a row is written and seen when its transaction commits, so a later number may be seen first. A gap
 * that is noticed is waited for, without holding up what stands behind it, until every transaction that could fill it has
 * ended; then it is that of a transaction that was rolled back.
 */
export interface Position {
  readonly last: number;
  /** In ascending order, apart from each other. */
  readonly gaps: readonly Gap[];
}

interface Gap extends NumberRange {
  readonly noticedMs: number;
  /** Once all transactions below this id have ended nothing fills it; null: too young to say. */
  readonly horizonXid: number | null;
}

/** What an instant showed of the transactions under way. */
export type Horizon = Pick<LiveRead, "oldestXid" | "nextXid"> & { readonly nowMs: number };

/** A row has its number some microseconds before its transaction has an id; after so long it has both. */
const SETTLED_MS = 1_000;

/** There are fewer connections than that: more gaps at once can only be of rolled back ones. */
const MAX_GAPS = 50;

/** The position after the event with this number was had. */
export function passNumber({ last, gaps }: Position, number: number, { nowMs }: Pick<Horizon, "nowMs">): Position {
  if (number <= last) return { last, gaps: gaps.flatMap((gap) => cutOut(gap, number)) };
  if (number === last + 1) return { last: number, gaps };
  const noticed: Gap = { from: last + 1, to: number - 1, noticedMs: nowMs, horizonXid: null };
  return { last: number, gaps: [...gaps, noticed].slice(-MAX_GAPS) };
}

/** The position once everything was passed that the instant showed: without gaps that can no longer be filled. */
export function settle(position: Position, { nowMs, oldestXid, nextXid }: Horizon): Position {
  if (position.gaps.length === 0) return position;
  const gaps = position.gaps.flatMap((gap): readonly Gap[] => {
    if (gap.horizonXid !== null) return gap.horizonXid <= oldestXid ? [] : [gap];
    return nowMs - gap.noticedMs < SETTLED_MS ? [gap] : [{ ...gap, horizonXid: nextXid }];
  });
  return { ...position, gaps };
}

/** Whether the event with this number was had. */
export function hasPassed({ last, gaps }: Position, number: number): boolean {
  return number <= last && gaps.every(({ from, to }) => number < from || to < number);
}

function cutOut(gap: Gap, number: number): readonly Gap[] {
  if (number < gap.from || gap.to < number) return [gap];
  return [
    ...(gap.from < number ? [{ ...gap, to: number - 1 }] : []),
    ...(number < gap.to ? [{ ...gap, from: number + 1 }] : []),
  ];
}

/** Where events end that one instant shows. */
export function toPosition(last: number, missing: readonly number[], nowMs: number): Position {
  const gaps: Gap[] = [];
  for (const number of missing) {
    const before = gaps.at(-1);
    if (before?.to === number - 1) gaps[gaps.length - 1] = { ...before, to: number };
    else gaps.push({ from: number, to: number, noticedMs: nowMs, horizonXid: null });
  }
  return { last, gaps: gaps.slice(-MAX_GAPS) };
}

/** `1042`, or with gaps `1042~1030-1033.1040`: the id of the event that leads there. */
export function formatPosition({ last, gaps }: Position): string {
  if (gaps.length === 0) return String(last);
  return `${last}~${gaps.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(".")}`;
}

const FORMAT = /^\d{1,15}(~\d{1,15}(-\d{1,15})?(\.\d{1,15}(-\d{1,15})?)*)?$/;

/** The position behind an event by its id; null: it is none of ours. */
export function parsePosition(id: string, nowMs: number): Position | null {
  if (!FORMAT.test(id)) return null;
  const [last = "", ranges] = id.split("~");
  const gaps = (ranges?.split(".") ?? []).map((range): Gap => {
    const [from, to = from] = range.split("-").map(Number);
    return { from: from ?? 0, to: to ?? 0, noticedMs: nowMs, horizonXid: null };
  });
  const ends = gaps.flatMap(({ from, to }) => [from, to]);
  const isInOrder = ends.every((end, index) => index === 0 || end >= (ends[index - 1] ?? 0));
  const isBefore = ends.every((end) => end < Number(last));
  return isInOrder && isBefore && gaps.length <= MAX_GAPS ? { last: Number(last), gaps } : null;
}
