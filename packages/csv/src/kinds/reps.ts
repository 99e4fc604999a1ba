import type { Shift } from "@pointsman/contracts/organisation";
import { Rep, Weekday, type RampStep } from "@pointsman/contracts/organisation";

import { choice, id, list, pair, reference, slug, text, whole, type Cell } from "../cell.ts";
import { fieldColumn } from "../column.ts";
import { asTheyAre, keyBy, type Kind } from "./kind.ts";

const { shape } = Rep.unwrap();

const rampStep = pair({ key: "from", value: "pct" }, { key: text, value: whole }) as Cell<RampStep>;

/** `mon,tue,fri 09:00-17:00`; `mon-fri` for a run of days. */
const shift: Cell<Shift> = {
  read: (typed) => {
    const [, days = "", from, until] = /^([a-z, -]+?) +(\d\d:\d\d) *- *(\d\d:\d\d)$/i.exec(typed) ?? [];
    if (from === undefined || until === undefined)
      return { problem: `"${typed}" is not a shift`, expected: "days and hours such as mon-fri 09:00-17:00" };
    const names = days.toLowerCase().replaceAll(" ", "").split(",");
    return { value: { days: names.flatMap(toDays), from, until } };
  },
  write: ({ days, from, until }) => `${days.join(",")} ${from}-${until}`,
};

function toDays(name: string): readonly string[] {
  const [first = "", last] = name.split("-");
  if (last === undefined) return [first];
  const week: readonly string[] = Weekday.options;
  const run = week.slice(week.indexOf(first), week.indexOf(last) + 1);
  return run.length > 0 ? run : [name];
}

const caps = (["maxPerDay", "maxPerWeek", "maxPerMonth"] as const).map((field) =>
  fieldColumn<Rep, typeof field>(field, shape[field], {
    cell: whole,
    aliases: [`Max Leads ${field.replace("max", "")}`],
    empty: null,
  }),
);

const percentages = (["softLimitPct", "hardLimitPct", "rampPct"] as const).map((field) =>
  fieldColumn<Rep, typeof field>(field, shape[field], { cell: whole, aliases: [field.replace("Pct", "")] }),
);

/** Reps without what has its own file (time off) or its own source (calendars): those stay as they are. */
export const reps: Kind<Rep> = {
  columns: [
    fieldColumn<Rep, "id">("id", shape.id, {
      cell: id("rep"),
      aliases: ["Rep ID", "User ID", "Owner ID"],
    }),
    fieldColumn<Rep, "name">("name", shape.name, { cell: text, aliases: ["Full Name", "Rep Name", "User", "Rep"] }),
    fieldColumn<Rep, "email">("email", shape.email, { cell: text, aliases: ["Email Address", "E-mail", "Work Email"] }),
    fieldColumn<Rep, "role">("role", shape.role, {
      cell: choice({
        account_executive: "ae",
        customer_success_manager: "csm",
        sales_development_representative: "sdr",
      }),
      aliases: ["User Role", "Job Role"],
    }),
    fieldColumn<Rep, "team">("team", shape.team, { cell: slug, aliases: ["Team Name", "Main Team"] }),
    fieldColumn<Rep, "status">("status", shape.status, {
      cell: choice({ true: "active", yes: "active", false: "departed", no: "departed", inactive: "departed" }),
      aliases: ["Active", "User Status"],
    }),
    fieldColumn<Rep, "timeZone">("timeZone", shape.timeZone, { cell: text, aliases: ["Time Zone", "TZ"] }),
    fieldColumn<Rep, "capacity">("capacity", shape.capacity, { cell: whole, aliases: ["Max Open Leads"] }),
    ...percentages,
    fieldColumn<Rep, "rampSteps">("rampSteps", shape.rampSteps, {
      cell: list(rampStep),
      aliases: ["Ramp Plan"],
      empty: [],
    }),
    fieldColumn<Rep, "skills">("skills", shape.skills, {
      cell: list(slug, ";,|\n"),
      aliases: ["Specialisms"],
      empty: [],
    }),
    fieldColumn<Rep, "backupRepId">("backupRepId", shape.backupRepId, {
      cell: reference("rep"),
      aliases: ["Backup", "Backup Rep", "Backup Email"],
      empty: null,
    }),
    fieldColumn<Rep, "workingHours">("workingHours", shape.workingHours, {
      cell: list(shift),
      aliases: ["Shifts", "Business Hours"],
      empty: [],
    }),
    fieldColumn<Rep, "busyCounts">("busyCounts", shape.busyCounts, {
      cell: list(choice() as Cell<Rep["busyCounts"][number]>, ";,|\n"),
      empty: [],
    }),
    fieldColumn<Rep, "longBusyMinutes">("longBusyMinutes", shape.longBusyMinutes, { cell: whole, empty: null }),
    ...caps,
  ],
  needs: [["id", "email"]],
  join: asTheyAre,
  keyOf: keyBy(({ email }) => email),
  refersTo: "backupRepId",
};
