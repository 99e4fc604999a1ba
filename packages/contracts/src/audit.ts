import { z } from "zod";

import { NextCursor, page } from "./api/paging.ts";
import { LeadId } from "./id.ts";
import { JsonValue, Timestamp } from "./primitive.ts";

/** Who changed something. */
export const AuditActor = z
  .object({
    /** A key of the API, a process of ours, or somebody who sent SQL by hand. */
    kind: z.enum(["key", "system", "database"]),
    /** The key, the process, or the user of the database. */
    id: z.string(),
    /** Of the key. */
    name: z.string().optional(),
    /** Whose key it is. */
    personId: z.string().optional(),
  })
  .readonly();
export type AuditActor = z.infer<typeof AuditActor>;

/** `outbox.id`, event id, SHA-256 (hex) of the event, and of the decision that it tells of; null: it tells of none. */
export const ChainedEvent = z.tuple([z.number().int(), z.string(), z.string(), z.string().nullable()]).readonly();
export type ChainedEvent = z.infer<typeof ChainedEvent>;

/** What is sealed of one change, or of a bunch of events of leads. Written as canonical JSON. */
export const AuditContent = z
  .object({
    seq: z.number().int().positive(),
    at: Timestamp,
    actor: AuditActor,
    /** The procedure, e.g. `reps.upsert`; of events `lead.events`. */
    action: z.string(),
    /** The table; of events `outbox`. */
    entity: z.string(),
    /** Its key; null: it is about events. */
    entityId: z.string().nullable(),
    /** Of a change the columns that changed; null: it was added. Personal values stand as `{"committed": …}`. */
    before: JsonValue,
    /** As `before`; null: it was taken away. */
    after: JsonValue,
    /** Events committed behind `afterEvent`, up to and with `untilEvent`. */
    events: z
      .object({ afterEvent: z.number().int(), untilEvent: z.number().int(), list: z.array(ChainedEvent).readonly() })
      .readonly()
      .optional(),
  })
  .readonly()
  .meta({ id: "AuditContent" });
export type AuditContent = z.infer<typeof AuditContent>;

/** One entry of the chain. */
export const AuditEntry = z.object({ hash: z.string(), content: AuditContent }).readonly().meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** A head of the chain, signed: nothing up to it can be changed or cut off without being seen. */
export const AuditCheckpoint = z
  .object({
    seq: z.number().int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    at: Timestamp,
    /** First 16 hex digits of the SHA-256 of the public key (SPKI, DER). */
    keyId: z.string(),
    /** Ed25519 over the canonical JSON of the rest, base64. */
    signature: z.string(),
  })
  .readonly()
  .meta({ id: "AuditCheckpoint" });
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

/** `audit.list`: entries that satisfy all filters, the latest first. */
export const ListAuditInput = z
  .strictObject({
    ...page,
    /** A key's id, a process, a user of the database. */
    actorId: z.string().max(200).optional(),
    action: z.string().max(200).optional(),
    entity: z.string().max(200).optional(),
    /** With `entity`. */
    entityId: z.string().max(300).optional(),
    from: Timestamp.optional(),
    /** Exclusive. */
    until: Timestamp.optional(),
  })
  .readonly();
export type ListAuditInput = z.infer<typeof ListAuditInput>;

export const AuditPage = z.object({ entries: z.array(AuditEntry).readonly(), nextCursor: NextCursor }).readonly();

/** `audit.export`: entries behind `after`, in order, with the signed heads among them. */
export const ExportAuditInput = z
  .strictObject({
    after: z.number().int().nonnegative().default(0),
    limit: z.number().int().min(1).max(1_000).default(1_000),
  })
  .readonly();

export const AuditExport = z
  .object({
    /** `content` is the very text that was hashed. */
    entries: z.array(z.object({ seq: z.number().int(), hash: z.string(), content: z.string() }).readonly()).readonly(),
    checkpoints: z.array(AuditCheckpoint).readonly(),
    /** Null: that was the last. */
    nextAfter: z.number().int().nullable(),
  })
  .readonly();
export type AuditExport = z.infer<typeof AuditExport>;

/** A line of an export: an entry as it was hashed, or a signed head. */
export const ExportLine = z.union([
  z.object({ entry: z.object({ seq: z.number().int().positive(), hash: z.string(), content: z.string() }) }),
  z.object({ checkpoint: AuditCheckpoint }),
]);
export type ExportLine = z.infer<typeof ExportLine>;

/** `audit.verify`: heads that were exported before, which the chain must still have. */
export const VerifyAuditInput = z
  .strictObject({ checkpoints: z.array(AuditCheckpoint).max(100).readonly().default([]) })
  .readonly();

/** Something that is not as the chain says. */
export const AuditFinding = z
  .object({
    kind: z.enum(["changed", "missing", "misplaced", "cut_off", "forged", "unguarded"]),
    /** The entry; null: it is about none. */
    seq: z.number().int().nullable(),
    detail: z.string(),
  })
  .readonly();
export type AuditFinding = z.infer<typeof AuditFinding>;

/** `audit.verify` */
export const AuditVerdict = z
  .object({
    ok: z.boolean(),
    entries: z.number().int(),
    /** Hash of the last entry. */
    head: z.string(),
    /** Events of leads that were compared with what the chain says of them. */
    events: z.number().int(),
    /** Signed heads that were compared. */
    checkpoints: z.number().int(),
    /** Personal values that were erased on request. */
    erasedValues: z.number().int(),
    /** What is on its way into the chain. */
    unchained: z
      .object({ changes: z.number().int(), oldestAt: Timestamp.nullable(), events: z.number().int() })
      .readonly(),
    /** The first 100. */
    findings: z.array(AuditFinding).readonly(),
  })
  .readonly()
  .meta({ id: "AuditVerdict" });
export type AuditVerdict = z.infer<typeof AuditVerdict>;

/** Of whom: an address, or the lead whose address it is. */
export const ErasePersonInput = z.union([
  z
    .strictObject({ email: z.email({ pattern: z.regexes.html5Email }).max(254), dryRun: z.boolean().default(false) })
    .readonly(),
  z.strictObject({ leadId: LeadId, dryRun: z.boolean().default(false) }).readonly(),
]);
export type ErasePersonInput = z.infer<typeof ErasePersonInput>;

/** `privacy.erase`: what went, or what would go. */
export const Erasure = z
  .object({
    leadIds: z.array(LeadId).readonly(),
    archivedLeadIds: z.array(LeadId).readonly(),
    contacts: z.number().int(),
    /** Free texts of re-routes, rejections and disqualifications. */
    comments: z.number().int(),
    failures: z.number().int(),
    /** Personal values that entries of the chain speak of. */
    auditValues: z.number().int(),
    dryRun: z.boolean(),
  })
  .readonly();
export type Erasure = z.infer<typeof Erasure>;
