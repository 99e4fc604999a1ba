import { z } from "zod";

import { LeadId } from "./id.ts";
import { CountryCode, lineOfText, plainText, Slug, Timestamp } from "./primitive.ts";

/** Head count as a form states it: `"1,000+"` is `{ min: 1000, max: null }`, `"10-50"` is `{ min: 10, max: 50 }`. */
export const EmployeeRange = z
  .object({ min: z.number().int().nonnegative(), max: z.number().int().nonnegative().nullable() })
  .readonly();
export type EmployeeRange = z.infer<typeof EmployeeRange>;

/** Campaign parameters as they stood in the link. */
export const Utm = z
  .object({
    source: lineOfText(200).optional(),
    medium: lineOfText(200).optional(),
    campaign: lineOfText(200).optional(),
    term: lineOfText(200).optional(),
    content: lineOfText(200).optional(),
  })
  .readonly();
export type Utm = z.infer<typeof Utm>;

/** What is known of a lead once intake has normalised it. Only `email` is required: nothing else may cost a lead. */
export const LeadDetails = z
  .object({
    /** Lower-cased, at most 254 characters (RFC 5321). What a browser's e-mail field takes: `o&m@…` is an address too. */
    email: z.email({ pattern: z.regexes.html5Email }).max(254),
    firstName: lineOfText(200).optional(),
    lastName: lineOfText(200).optional(),
    phone: lineOfText(60).optional(),
    jobTitle: lineOfText(200).optional(),
    company: lineOfText(200).optional(),
    website: lineOfText(500).optional(),
    employees: EmployeeRange.optional(),
    /** ISO 3166-1 alpha-2, upper case. */
    country: CountryCode.optional(),
    /** State or province, as a code where the form gives one: `CA`, `BY`. */
    region: lineOfText(100).optional(),
    postcode: lineOfText(20).optional(),
    vertical: lineOfText(100).optional(),
    productInterest: lineOfText(100).optional(),
    /** 0–100, from trusted callers only: a public form cannot set its own score. */
    score: z.number().min(0).max(100).optional(),
    partnerCode: lineOfText(100).optional(),
    utm: Utm.optional(),
    message: plainText(5_000).optional(),
    /** Fields of the form that have no name here, as sent. */
    extra: z.record(plainText(100), plainText(1_000)).readonly().optional(),
  })
  .readonly()
  .meta({ id: "LeadDetails" });
export type LeadDetails = z.infer<typeof LeadDetails>;

/**
 * A lead as intake hands it over: identified, stamped, normalised. Sending it twice is harmless: `leadId` comes
 * from `source` and `idempotencyKey`, and `bodyHash` tells a repeat from another lead under the same key.
 */
export const Submission = z
  .object({
    leadId: LeadId,
    source: Slug,
    idempotencyKey: plainText(255).min(1),
    /** SHA-256 of what the caller sent, hex. */
    bodyHash: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex"),
    /** When the edge had the whole request. */
    receivedAt: Timestamp,
    /** The source is trusted to send only leads that are due for routing: the rules' `qualification` is not asked. */
    qualified: z.boolean().optional(),
    lead: LeadDetails,
    /** What intake could not understand and kept or dropped, e.g. `phone: kept as typed`. */
    warnings: z.array(plainText(300)).max(50).readonly(),
  })
  .readonly()
  .meta({ id: "Submission" });
export type Submission = z.infer<typeof Submission>;

/**
 * A lead as callers submit it. What they leave out the router adds: an id that follows from `source` and
 * `idempotencyKey`, the hash of `lead`, the present time, and no warnings.
 */
export const LeadToSubmit = Submission.unwrap()
  .partial({ leadId: true, bodyHash: true, receivedAt: true, warnings: true })
  .readonly()
  .meta({ id: "LeadToSubmit" });
export type LeadToSubmit = z.infer<typeof LeadToSubmit>;

/**
 * Where a lead stands.
 *
 * - `assigned` to a rep who has it open → `converted`, `disqualified`, or decided again by a rejection or a re-route
 * - `held` for a rep until a due time → decided again then
 * - `parked` in a queue whose owner was told → `assigned` by a re-route
 * - `unqualified`: not due for routing yet → decided again when it qualifies
 * - `attached` to an earlier open lead of the same person: final
 * - `converted`: final; it no longer counts against the rep's capacity
 * - `disqualified`: final; nobody works it
 */
export const LeadState = z.enum(["assigned", "held", "parked", "attached", "unqualified", "converted", "disqualified"]);
export type LeadState = z.infer<typeof LeadState>;
