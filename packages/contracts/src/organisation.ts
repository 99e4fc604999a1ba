import { z } from "zod";

import { AccountId, PartnerId, PoolId, QueueId, RepId, TerritoryId } from "./id.ts";
import { CountryCode, lineOfText, Slug, Timestamp } from "./primitive.ts";

const TimeZone = z.string().refine(isTimeZone, "expected an IANA time zone such as America/Los_Angeles");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** A stretch of time in which a rep takes no leads. `until` is exclusive: he is back at that instant. */
export const TimeOff = z
  .object({ kind: z.enum(["pto", "sick", "leave", "holiday"]), from: Timestamp, until: Timestamp })
  .refine((off) => off.from < off.until, { path: ["until"], error: "expected an end after the start" })
  .readonly();
export type TimeOff = z.infer<typeof TimeOff>;

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
    /** Share of a full share while a new hire learns, in %. */
    rampPct: z.number().int().min(0).max(100).default(100),
    /** Specialisms that `refine` stages ask for, e.g. `revops`. */
    skills: z.array(Slug).max(100).readonly().default([]),
    backupRepId: RepId.nullable().default(null),
    timeOff: z.array(TimeOff).max(1_000).readonly().default([]),
  })
  .refine((rep) => rep.softLimitPct <= rep.hardLimitPct, {
    path: ["softLimitPct"],
    error: "expected a soft limit at or below hardLimitPct",
  })
  .readonly();
export type Rep = z.infer<typeof Rep>;

/** How one of the eligible members of a pool is chosen. */
export const SelectionPolicy = z.enum(["fair_share", "least_loaded", "fixed"]);
export type SelectionPolicy = z.infer<typeof SelectionPolicy>;

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
  })
  .readonly();
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
  .readonly();
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
  .readonly();
export type Account = z.infer<typeof Account>;

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
  })
  .readonly();
export type Partner = z.infer<typeof Partner>;

/** Where leads wait that no rep could be found for. Its owner is told of each. */
export const Queue = z.object({ id: QueueId, name: lineOfText(200), ownerRepId: RepId }).readonly();
export type Queue = z.infer<typeof Queue>;
