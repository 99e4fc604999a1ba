import { z } from "zod";

import { Scope } from "./api.ts";
import { listOf } from "./api/paging.ts";
import { ApiKeyId, PersonId, RepId } from "./id.ts";
import { lineOfText, Slug, Timestamp } from "./primitive.ts";

/** What a person is to Pointsman; not what a rep is to his company (`RepRole`). */
export const Role = z.enum(["admin", "manager", "rep", "read_only"]);
export type Role = z.infer<typeof Role>;

/** What a role may do. A manager does it to the reps of his teams, a rep to his own leads, the others to everybody. */
export const ROLE_SCOPES = {
  admin: Scope.options,
  manager: [
    "leads:read",
    "leads:write",
    "config:read",
    "config:write",
    "reports:read",
    "availability:read",
    "availability:write",
    "notifications:read",
    "notifications:write",
  ],
  rep: [
    "leads:read",
    "leads:write",
    "availability:read",
    "availability:write",
    "notifications:read",
    "notifications:write",
  ],
  read_only: ["leads:read", "config:read", "reports:read", "availability:read", "notifications:read"],
} as const satisfies Record<Role, readonly Scope[]>;

/** Somebody who works with Pointsman. */
export const Person = z
  .object({
    id: PersonId,
    name: lineOfText(200),
    email: z.email().max(254),
    role: Role,
    /** The teams that a manager manages. */
    teamIds: z.array(Slug).max(500).readonly().default([]),
    /** The rep that the person is; a person with the role `rep` is one. */
    repId: RepId.nullable().default(null),
    /** The keys of a deactivated person are refused; they are good again when he is active again. */
    status: z.enum(["active", "deactivated"]).default("active"),
  })
  .refine(({ role, repId }) => role !== "rep" || repId !== null, {
    path: ["repId"],
    error: "expected the rep that the person is, because the role is rep",
  })
  .refine(({ role, teamIds }) => role === "manager" || teamIds.length === 0, {
    path: ["teamIds"],
    error: "expected none: only a manager manages teams",
  })
  .readonly();
export type Person = z.infer<typeof Person>;

/** `people.list`, `people.upsert`. */
export const People = z.array(Person).readonly();
export const SavePeopleInput = z.object({ people: listOf(Person) }).readonly();

/** A team of reps: those whose `team` it is. It comes to be with its first rep; here it gets its name. */
export const Team = z.object({ id: Slug, name: lineOfText(200) }).readonly();
export type Team = z.infer<typeof Team>;

/** A team with who is in it and who manages it. */
export const StaffedTeam = z
  .object({
    id: Slug,
    name: z.string(),
    repIds: z.array(RepId).readonly(),
    managerPersonIds: z.array(PersonId).readonly(),
  })
  .readonly();
export type StaffedTeam = z.infer<typeof StaffedTeam>;

/** `teams.list`, `teams.upsert`. */
export const StaffedTeams = z.array(StaffedTeam).readonly();
export const SaveTeamsInput = z.object({ teams: listOf(Team) }).readonly();

/** Days from now on until a key expires; left out: never. */
const ExpiresInDays = z.number().int().min(1).max(3_650).optional();

/** `keys.create`: a key of a person, or, without one, of a machine. */
export const CreateKeyInput = z
  .object({
    name: lineOfText(100),
    /** What a machine's key may do. A person's has what his role has; with scopes given, of that only these. */
    scopes: z.array(Scope).min(1).readonly().optional(),
    personId: PersonId.optional(),
    expiresInDays: ExpiresInDays,
  })
  .refine(({ scopes, personId }) => scopes !== undefined || personId !== undefined, {
    path: ["scopes"],
    error: `expected what the key may do, e.g. ["leads:submit"], or a personId`,
  })
  .readonly();
export type CreateKeyInput = z.infer<typeof CreateKeyInput>;

/** `keys.list`: those that work, or with `ended` those too that do not any more, the latest first. */
export const ListKeysInput = z
  .object({
    personId: PersonId.optional(),
    ended: z.boolean().default(false),
    limit: z.number().int().min(1).max(1_000).default(200),
  })
  .readonly()
  .prefault({});
export type ListKeysInput = z.infer<typeof ListKeysInput>;

/** `keys.rotate`: another secret for the same purpose; the old one works on until the overlap is over. */
export const RotateKeyInput = z
  .object({
    keyId: ApiKeyId,
    /** For as long both secrets work; 0: the old one ends at once. At most 30 days. */
    overlapHours: z.number().int().min(0).max(720).default(24),
    /** Left out: as long as the old key was meant to live. */
    expiresInDays: ExpiresInDays,
  })
  .readonly();
export type RotateKeyInput = z.infer<typeof RotateKeyInput>;

/** `keys.revoke`. */
export const RevokeKeyInput = z.object({ keyId: ApiKeyId }).readonly();

/** `keys.self`: the key of the call. */
export const OwnKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    scopes: z.array(Scope).readonly(),
    /** Of a person's key, as are the next two. */
    personId: PersonId.optional(),
    role: Role.optional(),
    /** The teams that a manager manages. */
    teamIds: z.array(z.string()).readonly().optional(),
    /** The reps within reach; left out: everybody. */
    repIds: z.array(RepId).readonly().optional(),
  })
  .readonly();

/** A key as everybody may see it: without its secret. */
export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: z.string(),
    /** How the secret begins, to know it by; null of a key that was made before this was kept. */
    hint: z.string().nullable(),
    state: z.enum(["live", "expired", "revoked"]),
    /** Null: a machine's key. */
    personId: PersonId.nullable(),
    /** Null: whatever the person's role may do. */
    scopes: z.array(Scope).readonly().nullable(),
    createdAt: Timestamp,
    /** The key that made it; null: not kept. */
    createdBy: z.string().nullable(),
    /** First instant at which it no longer works; null: never. */
    expiresAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
    /** To the minute. */
    lastUsedAt: Timestamp.nullable(),
    /** The key that it took the place of. */
    rotatedFrom: ApiKeyId.nullable(),
  })
  .readonly()
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeys = z.array(ApiKey).readonly();

/** A new key. Its secret is in this answer and nowhere else. */
export const NewKey = z.object({ key: ApiKey, secret: z.string() }).readonly();
export type NewKey = z.infer<typeof NewKey>;

/** The new key, and the old one with the time at which it ends. */
export const RotatedKey = z.object({ key: ApiKey, secret: z.string(), replaced: ApiKey }).readonly();
export type RotatedKey = z.infer<typeof RotatedKey>;
