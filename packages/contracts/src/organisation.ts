import { z } from "zod";

import { AccountId, PartnerId, PoolId, QueueId, RepId, TerritoryId } from "./id.ts";
import { CountryCode, LocalDate, LocalTime, lineOfText, Slug, Timestamp } from "./primitive.ts";

const TimeZone = z.string().refine(isTimeZone, "expected an IANA time zone such as America/Los_Angeles");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

export const TimeOffKind = z.enum(["pto", "sick", "leave", "holiday"]);

/** From one instant to another. `until` is exclusive: he is back at that instant. */
const TimedOff = z
  .object({ kind: TimeOffKind, from: Timestamp, until: Timestamp })
  .refine((off) => off.from < off.until, { path: ["until"], error: "expected an end after the start" })
  .readonly();

/** Whole days of the rep's own calendar, from midnight to midnight in his zone; the last day is included. */
const DaysOff = z
  .object({ kind: TimeOffKind, firstDay: LocalDate, lastDay: LocalDate })
  .refine((off) => off.firstDay <= off.lastDay, {
    path: ["lastDay"],
    error: "expected a last day on or after the first",
  })
  .readonly();

/** Half a day of the rep's own calendar: up to noon in his zone, or from noon on. */
const HalfDayOff = z.object({ kind: TimeOffKind, day: LocalDate, half: z.enum(["morning", "afternoon"]) }).readonly();

/** A stretch of time in which a rep takes no leads. */
export const TimeOff = z.union([TimedOff, DaysOff, HalfDayOff]).meta({ id: "TimeOff" });
export type TimeOff = z.infer<typeof TimeOff>;

export const Weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
export type Weekday = z.infer<typeof Weekday>;

/**
 * A shift on some days of every week, on the rep's own clock. One that ends at or before the hour it starts ends on the
 * next day: `22:00`–`06:00` is a night shift, `00:00`–`00:00` the whole day.
 */
export const Shift = z
  .object({ days: z.array(Weekday).min(1).max(7).readonly(), from: LocalTime, until: LocalTime })
  .readonly();
export type Shift = z.infer<typeof Shift>;

/** What a calendar says of a busy stretch. */
export const BusyKind = z.enum(["out_of_office", "busy", "meeting"]);
export type BusyKind = z.infer<typeof BusyKind>;

/** A stretch of a rep's calendar; nothing of it is kept but when and of what kind. `until` is exclusive. */
export const BusyBlock = z
  .object({ kind: BusyKind, from: Timestamp, until: Timestamp })
  .refine((block) => block.from < block.until, { path: ["until"], error: "expected an end after the start" })
  .readonly();
export type BusyBlock = z.infer<typeof BusyBlock>;

/** Minutes of working hours, at most two days of 24 hours. */
export const LongBusyMinutes = z.number().int().min(15).max(2_880);

/** From this day on, midnight in the rep's zone, his ramp is `pct`. */
export const RampStep = z.object({ from: LocalDate, pct: z.number().int().min(0).max(100) }).readonly();
export type RampStep = z.infer<typeof RampStep>;

/** Leads a rep may be given within a day, week or month of his own calendar; null: any number. */
const LeadCap = z.number().int().min(0).max(100_000).nullable().default(null);

export const RepRole = z.enum(["ae", "csm", "sdr", "partner_manager", "manager"]);
export type RepRole = z.infer<typeof RepRole>;

/** A person who works leads. */
export const Rep = z
  .object({
    id: RepId,
    name: lineOfText(200),
    email: z.email(),
    role: RepRole,
    team: Slug,
    status: z.enum(["active", "departed"]).default("active"),
    timeZone: TimeZone,
    /** Open leads that make a full queue, i.e. load 100 %. */
    capacity: z.number().int().positive().max(100_000),
    /** Load up to which the rep gets his full share, in % of `capacity`. */
    softLimitPct: z.number().int().positive().max(1_000).default(100),
    /** Load from which on routing gives him nothing, in % of `capacity`. */
    hardLimitPct: z.number().int().positive().max(1_000).default(150),
    /** Share of a full share while a new hire learns, in %; at 0 he takes nothing from pools. */
    rampPct: z.number().int().min(0).max(100).default(100),
    /** How the ramp goes on: the latest step that has begun counts in place of `rampPct`. */
    rampSteps: z.array(RampStep).max(100).readonly().default([]),
    /** Specialisms that `refine` stages ask for, e.g. `revops`. */
    skills: z.array(Slug).max(100).readonly().default([]),
    backupRepId: RepId.nullable().default(null),
    timeOff: z.array(TimeOff).max(1_000).readonly().default([]),
    /** When he takes leads, in his own zone; none given: always. */
    workingHours: z.array(Shift).max(50).readonly().default([]),
    /** What his calendar says. */
    busy: z.array(BusyBlock).max(2_000).readonly().default([]),
    /** The kinds of `busy`, and of what his calendars say, that keep leads from him; `busy` only in long blocks. */
    busyCounts: z.array(BusyKind).max(3).readonly().default(["out_of_office", "busy"]),
    /** From how many minutes of his working hours on a `busy` block is long; null: as the availability policy says, or 240. */
    longBusyMinutes: LongBusyMinutes.nullable().default(null),
    /** From midnight to midnight. */
    maxPerDay: LeadCap,
    /** From Monday to Sunday. */
    maxPerWeek: LeadCap,
    maxPerMonth: LeadCap,
  })
  .refine((rep) => rep.softLimitPct <= rep.hardLimitPct, {
    path: ["softLimitPct"],
    error: "expected a soft limit at or below hardLimitPct",
  })
  .readonly()
  .meta({ id: "Rep" });
export type Rep = z.infer<typeof Rep>;

/**
 * How one of the eligible members of a pool is chosen.
 *
 * - `fair_share`: by weight, ramp and load, from a ledger; nobody of a fixed roster is ever owed a whole lead
 * - `weighted`: the same shares, but each lead on its own, by the hash of its id: no ledger, exact in the long run only
 * - `least_loaded`: whose open leads are the smallest part of his capacity
 * - `balanced_value`: as `fair_share`, but what is shared is the leads' value
 * - `account_sticky`: who had the account's last lead; where there is none, `fair_share`
 * - `fixed`: the first member; where he cannot take it the rule says what next, e.g. `next_in_pool`, down the list
 */
export const SelectionPolicy = z.enum([
  "fair_share",
  "weighted",
  "least_loaded",
  "balanced_value",
  "account_sticky",
  "fixed",
]);
export type SelectionPolicy = z.infer<typeof SelectionPolicy>;

/** What a `balanced_value` pool shares. */
export const PoolValue = z
  .object({
    /** The fact that says what a lead is worth, in any unit. */
    fact: z.string().min(1).max(100),
    /** What a lead counts whose worth is not known, or not above zero: best a usual one. */
    otherwise: z.number().int().min(1).max(100_000_000),
  })
  .readonly();
export type PoolValue = z.infer<typeof PoolValue>;

/** Reps who share leads. For `fixed` the order of the members is the order of precedence. */
export const Pool = z
  .object({
    id: PoolId,
    name: lineOfText(200),
    selection: SelectionPolicy.default("fair_share"),
    members: z
      .array(z.object({ repId: RepId, weight: z.number().int().min(1).max(10_000).default(100) }).readonly())
      .max(5_000)
      .refine(
        (members) => new Set(members.map((member) => member.repId)).size === members.length,
        "a rep stands in the pool twice",
      )
      .readonly(),
    /** Skills without which nobody takes a lead of this pool. */
    requiredSkills: z.array(Slug).max(100).readonly().default([]),
    /** Who is away now but back on shift within so many hours counts as available; 0: only who is there now. */
    availableWithinHours: z.number().int().min(0).max(720).default(0),
    /** For `balanced_value`; null: every lead counts the same. */
    value: PoolValue.nullable().default(null),
  })
  .readonly()
  .meta({ id: "Pool" });
export type Pool = z.infer<typeof Pool>;

/** A sales territory and the pools that cover it, per segment, with one for whatever segment has none of its own. */
export const Territory = z
  .object({
    id: TerritoryId,
    name: lineOfText(200),
    /** The part of the company that sells here, e.g. `us`, `emea`. */
    division: Slug,
    segmentPools: z
      .array(z.object({ segment: Slug, poolId: PoolId }).readonly())
      .max(100)
      .readonly()
      .default([]),
    poolId: PoolId.nullable().default(null),
  })
  .readonly()
  .meta({ id: "Territory" });
export type Territory = z.infer<typeof Territory>;

export const AccountStatus = z.enum(["prospect", "open", "customer", "closed_lost"]);
export type AccountStatus = z.infer<typeof AccountStatus>;

/** A rep's part in an account besides owner and CSM, e.g. `solutions-engineer`, `executive-sponsor`. */
export const AccountTeamMember = z.object({ role: Slug, repId: RepId }).readonly();
export type AccountTeamMember = z.infer<typeof AccountTeamMember>;

/** A company that is on file. */
export const Account = z
  .object({
    id: AccountId,
    name: lineOfText(200),
    /** Registrable domains, lower case: `apexcorp.example`. */
    domains: z
      .array(
        z
          .string()
          .min(3)
          .max(253)
          .regex(/^[^\sA-Z]+$/, "expected a domain in lower case"),
      )
      .max(100)
      .readonly(),
    status: AccountStatus,
    /** The division whose customer it is, as in `Territory.division`. */
    division: Slug.nullable().default(null),
    ownerRepId: RepId.nullable().default(null),
    csmRepId: RepId.nullable().default(null),
    /** Who owned it when it was lost. */
    formerOwnerRepId: RepId.nullable().default(null),
    closedLostAt: Timestamp.nullable().default(null),
    parentAccountId: AccountId.nullable().default(null),
    /** Other names it goes by: former ones, brands, abbreviations. */
    aliases: z.array(lineOfText(200)).max(100).readonly().default([]),
    /** Where it is, ISO 3166-1 alpha-2, upper case. */
    country: CountryCode.nullable().default(null),
    /** One rep a role. */
    team: z
      .array(AccountTeamMember)
      .max(50)
      .refine((team) => new Set(team.map(({ role }) => role)).size === team.length, "a role stands in the team twice")
      .readonly()
      .default([]),
  })
  .readonly()
  .meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

/** A person known at an account: a lead from his address is that account's. */
export const Contact = z
  .object({
    accountId: AccountId,
    /** In lower case, as leads have it. */
    email: z
      .email({ pattern: z.regexes.html5Email })
      .max(254)
      .transform((email) => email.toLowerCase()),
    /** What he is there, e.g. `champion`, `billing`. */
    role: Slug.nullable().default(null),
  })
  .readonly()
  .meta({ id: "Contact" });
export type Contact = z.infer<typeof Contact>;

/** A company that sends leads under a code. */
export const Partner = z
  .object({
    id: PartnerId,
    name: lineOfText(200),
    /** As it stands in links and forms; compared without regard to case. */
    code: lineOfText(100),
    managerRepId: RepId,
    /** Who works the partner's leads: the partner's manager, or the territory's rep. */
    policy: z.enum(["partner_manager", "territory_rep"]),
    /** Days of 24 hours for which leads of the same person or account are the partner's after one with his code; 0: none. */
    attributionDays: z.number().int().min(0).max(3_650).default(90),
  })
  .readonly()
  .meta({ id: "Partner" });
export type Partner = z.infer<typeof Partner>;

/** Where leads wait that no rep could be found for. Its owner is told of each. */
export const Queue = z
  .object({ id: QueueId, name: lineOfText(200), ownerRepId: RepId })
  .readonly()
  .meta({ id: "Queue" });
export type Queue = z.infer<typeof Queue>;
