import { toTimestamp } from "@pointsman/contracts/primitive";

import type { BlockKind, CalendarBlock, CalendarWindow } from "./calendar-source.ts";

/** A block in milliseconds since 1970. */
export interface Span {
  readonly kind: BlockKind;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** More than this is no calendar of one person: the rest, the latest, is left out. */
const MAX_BLOCKS = 2_000;

/**
 * What is left of the spans within the window: per kind disjoint stretches, none touching the next, so that two calendars
 * that say the same in other words give the same blocks. What is out of office is not busy as well.
 */
export function mergeBlocks(spans: readonly Span[], window: CalendarWindow): readonly CalendarBlock[] {
  const from = Date.parse(window.from);
  const until = Date.parse(window.until);
  const within = spans
    .map((span) => ({ ...span, fromMs: Math.max(span.fromMs, from), untilMs: Math.min(span.untilMs, until) }))
    .filter(({ fromMs, untilMs }) => fromMs < untilMs);
  const away = union(within.filter(({ kind }) => kind === "out_of_office"));
  const busy = union(within.filter(({ kind }) => kind === "busy")).flatMap((span) => subtract(span, away));
  return [...away, ...busy]
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .slice(0, MAX_BLOCKS)
    .map(({ kind, fromMs, untilMs }) => ({ kind, from: toTimestamp(fromMs), until: toTimestamp(untilMs) }));
}

function union(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last === undefined || last.untilMs < span.fromMs) merged.push(span);
    else if (last.untilMs < span.untilMs) merged[merged.length - 1] = { ...last, untilMs: span.untilMs };
  }
  return merged;
}

/** What of the span none of the disjoint, sorted holes covers. */
function subtract(span: Span, holes: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let at = span.fromMs;
  for (const hole of holes) {
    if (hole.untilMs <= at) continue;
    if (hole.fromMs >= span.untilMs) break;
    if (hole.fromMs > at) left.push({ ...span, fromMs: at, untilMs: hole.fromMs });
    at = hole.untilMs;
  }
  if (at < span.untilMs) left.push({ ...span, fromMs: at });
  return left;
}
