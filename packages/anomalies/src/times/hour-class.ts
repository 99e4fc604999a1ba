/** Hours of the week that are alike: offices work, sleep, or have a weekend. */
export type HourClass = "work" | "evening" | "weekend";

const WORK = { from: 8, until: 18 } as const;

/** @param hourOfWeek 0–167, 0 = Monday 00:00 to 01:00, on the organisation's own clock. */
export function classifyHour(hourOfWeek: number): HourClass {
  const hour = hourOfWeek % 24;
  if (hourOfWeek >= 5 * 24) return "weekend";
  return hour >= WORK.from && hour < WORK.until ? "work" : "evening";
}
