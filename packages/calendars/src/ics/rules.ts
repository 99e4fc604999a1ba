import { RRuleTemporal } from "rrule-temporal";

import { UTC, type Clock } from "../zone.ts";
import { parseTime, type WallTime } from "./properties.ts";

const DAY_MS = 86_400_000;

/**
 * Where a rule is given up. Nobody's calendar needs as much: 5,000 days counted from the first are 13 years, and a rule
 * without a count begins near the range, however old it is. A rule by the second was cut after 55 ms, one
 * that is counted in millions after 500 ms; one that can never hold, such as the 30th of February, took 5 ms.
 */
const LIMITS = { maxIterations: 5_000, maxCandidateEvaluations: 50_000 } as const;

export interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** An `RRULE` without its end, which is an instant, and its end. */
export interface Rule {
  readonly text: string;
  readonly until: WallTime | null;
}

/** @throws Error where the end is no time */
export function parseRule(line: string): Rule {
  const parts = line
    .slice(line.indexOf(":") + 1)
    .trim()
    .toUpperCase()
    .split(";");
  const until = parts.find((part) => part.startsWith("UNTIL="))?.slice("UNTIL=".length);
  return {
    text: parts.filter((part) => part.length > 0 && !part.startsWith("UNTIL=")).join(";"),
    until: until === undefined ? null : parseTime(toExtended(until)),
  };
}

/** `20261120T090000Z` → `2026-11-20T09:00:00Z`, the form in which ical.js hands over other times. */
function toExtended(basic: string): string {
  return basic.replace(/^(\d{4})(\d\d)(\d\d)/, "$1-$2-$3").replace(/T(\d\d)(\d\d)(\d\d)/, "T$1:$2:$3");
}

interface First extends WallTime {
  readonly clock: Clock;
}

/**
 * When occurrences of the rule begin within the range, in milliseconds as the clock of the first one shows them. Rules hold
 * on that clock: "at nine" is nine in summer and in winter.
 *
 * @throws Error for what is no rule, and for one that takes more than `LIMITS`
 */
export function listStarts(rule: Rule, first: First, { fromMs, untilMs }: Range): readonly number[] {
  if (isOver(rule, first, fromMs)) return [];
  const start = new Date(first.wallMs)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:]/g, "");
  const recurrence = new RRuleTemporal({ rruleString: `DTSTART:${start}\nRRULE:${rule.text}`, ...LIMITS });
  const starts = recurrence
    .between(new Date(fromMs), new Date(untilMs), true)
    .map(({ epochMilliseconds }) => epochMilliseconds);
  const last = lastInstant(rule, first);
  return last === null ? starts : starts.filter((wallMs) => first.clock(wallMs) <= last);
}

/** Without a look at each of its occurrences, which a rule with a count takes: 100 µs each. */
function isOver({ text, until }: Rule, { wallMs }: First, fromMs: number): boolean {
  if (until !== null && until.wallMs < fromMs - 2 * DAY_MS) return true;
  const parts = new Map(
    text.split(";").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
  );
  const count = Number(parts.get("COUNT"));
  const days = parts.get("FREQ") === "WEEKLY" ? 7 : parts.get("FREQ") === "DAILY" ? 1 : NaN;
  const plain = days === 7 ? ["BYDAY", "WKST"] : [];
  // At least one occurrence a period, where nothing takes some out.
  if ([...parts.keys()].some((name) => !["FREQ", "COUNT", "INTERVAL", ...plain].includes(name))) return false;
  return wallMs + (count + 1) * Number(parts.get("INTERVAL") ?? 1) * days * DAY_MS < fromMs;
}

/** A day means all of it; of a series of days an instant means its day. */
function lastInstant({ until }: Rule, first: First): number | null {
  if (until === null) return null;
  const endOfDayMs = Math.floor(until.wallMs / DAY_MS) * DAY_MS + DAY_MS - 1;
  if (until.isDate || first.isDate) return first.clock(endOfDayMs);
  return until.isUtc ? UTC(until.wallMs) : first.clock(until.wallMs);
}
