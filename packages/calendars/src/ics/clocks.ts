import ICAL from "ical.js";

import { ianaClock, toIanaZone, UTC, type Clock } from "../zone.ts";
import type { Property, WallTime } from "./properties.ts";
import type { RawComponent } from "./read-components.ts";

/** A time of an event with the clock that it stands on. */
export interface Moment extends WallTime {
  readonly clock: Clock;
}

export function instantOf({ wallMs, clock }: Moment): number {
  return clock(wallMs);
}

/** Which clock a time of the file stands on. */
export type ClockFinder = (time: WallTime, property: Property) => Clock;

/**
 * By the name of its zone: as IANA or Windows knows it, whatever the file defines under that name, because such
 * definitions are often of years ago; under any other name as the file defines it. Days, times without a zone, and those
 * of a zone that nobody knows are on the owner's clock.
 */
export function createClockFinder(components: readonly RawComponent[], ownersZone: string): ClockFinder {
  const owners = ianaClock(ownersZone);
  const defined = new Map(components.filter(({ name }) => name === "VTIMEZONE").flatMap((zone) => entryOf(zone)));
  const clocks = new Map<string, Clock>();
  return ({ isUtc, isDate }, { parameters }) => {
    if (isUtc) return UTC;
    const name = parameters["tzid"];
    if (isDate || name === undefined) return owners;
    const clock = clocks.get(name) ?? findClock(name, defined) ?? owners;
    clocks.set(name, clock);
    return clock;
  };
}

function findClock(name: string, defined: ReadonlyMap<string, RawComponent>): Clock | undefined {
  const known = toIanaZone(name);
  if (known !== undefined) return ianaClock(known);
  const definition = defined.get(name);
  return definition === undefined ? undefined : definedClock(definition);
}

function entryOf(zone: RawComponent): readonly (readonly [string, RawComponent])[] {
  const line = zone.lines.find((text) => /^TZID[;:]/i.test(text));
  return line === undefined ? [] : [[line.slice(line.indexOf(":") + 1).trim(), zone]];
}

/** Undefined where the definition cannot be read, or changes in another rhythm than by the year, as no zone does. */
function definedClock({ parts }: RawComponent): Clock | undefined {
  if (parts.length === 0 || parts.length > 200) return undefined;
  const rules = parts.flatMap(({ lines }) => lines.filter((line) => /^RRULE[;:]/i.test(line)));
  if (!rules.every((rule) => /FREQ=YEARLY(;|$)/i.test(rule))) return undefined;
  try {
    const text = parts.map(({ name, lines }) => [`BEGIN:${name}`, ...lines, `END:${name}`].join("\r\n"));
    const source = ["BEGIN:VTIMEZONE", "TZID:defined", ...text, "END:VTIMEZONE"].join("\r\n");
    const zone = new ICAL.Timezone({ component: new ICAL.Component(ICAL.parse(source)), tzid: "defined" });
    const clock = (wallMs: number) => wallMs - zone.utcOffset(toIcalTime(wallMs)) * 1_000;
    return Number.isFinite(clock(Date.UTC(2026, 0))) ? clock : undefined;
  } catch {
    return undefined;
  }
}

function toIcalTime(wallMs: number): ICAL.Time {
  const wall = new Date(wallMs);
  return new ICAL.Time(
    {
      year: wall.getUTCFullYear(),
      month: wall.getUTCMonth() + 1,
      day: wall.getUTCDate(),
      hour: wall.getUTCHours(),
      minute: wall.getUTCMinutes(),
      second: wall.getUTCSeconds(),
      isDate: false,
    },
    ICAL.Timezone.localTimezone,
  );
}
