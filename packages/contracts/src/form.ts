import { z } from "zod";

import { RepId } from "./id.ts";
import { lineOfText, Slug } from "./primitive.ts";

/** A field that intake understands, by the name under which forms may send it or be mapped to it. */
export const FormField = z.enum([
  "email",
  "firstName",
  "lastName",
  "name",
  "phone",
  "jobTitle",
  "company",
  "website",
  "employees",
  "country",
  "region",
  "postcode",
  "vertical",
  "productInterest",
  "score",
  "partnerCode",
  "utmSource",
  "utmMedium",
  "utmCampaign",
  "utmTerm",
  "utmContent",
  "message",
  "pageUrl",
]);
export type FormField = z.infer<typeof FormField>;

/** As browsers write it in `Origin`: lower case, no path, no port that goes without saying. */
const ORIGIN = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/;
const NEEDLESS_PORT = /^(http:.*:80|https:.*:443)$/;

const Origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => ORIGIN.test(text) && !NEEDLESS_PORT.test(text),
    "expected an origin such as https://www.example.com",
  );

/** What the edge is told of a form, or of a system that posts leads. */
const settings = {
  label: lineOfText(200),
  /** Shown to a browser after its form was taken. */
  thankYou: lineOfText(1_000),
  redirectUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Origins whose scripts may read the answer, and to which `_redirect` may lead; without it, any may read. */
  allowedOrigins: z.array(Origin).max(100).readonly().optional(),
  /** The answer names the rep. */
  revealRep: z.boolean().default(false),
  /** Needs an API key, and may set `score`. */
  trusted: z.boolean().default(false),
  /** Its leads count as qualified at once, whatever the rules ask of others: a form that asks for a call, say. */
  qualified: z.boolean().default(false),
  /** SHA-256 of each valid API key, hex: the configuration holds nothing that could be used. */
  keySha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in lower-case hex"))
    .max(20)
    .readonly()
    .default([]),
  /** What the form calls a field → which field that is, where it has a name of its own: `Betriebsgröße` → `employees`. */
  fields: z.record(lineOfText(100), FormField).readonly().optional(),
};

const TRUSTED_NEEDS_KEY = {
  path: ["keySha256"],
  error: "expected at least one key hash for a trusted source",
};

/** Where leads come from: one form, or one system that posts them. */
export const Source = z.strictObject(settings).refine(hasKeyIfTrusted, TRUSTED_NEEDS_KEY).readonly();
export type Source = z.infer<typeof Source>;

/** A source as the router keeps it. */
export const Form = z
  .strictObject({
    /** As it stands in the path of `POST /v1/leads/:source`, and in each of its leads. */
    id: Slug,
    /** Who answers for it. */
    ownerRepId: RepId.nullable().default(null),
    ...settings,
  })
  .refine(hasKeyIfTrusted, TRUSTED_NEEDS_KEY)
  .readonly()
  .meta({ id: "Form" });
export type Form = z.infer<typeof Form>;

function hasKeyIfTrusted(source: { readonly trusted: boolean; readonly keySha256: readonly string[] }): boolean {
  return !source.trusted || source.keySha256.length > 0;
}

/** Sources by their names: what the edge's `SOURCES` holds. */
export const SourceTable = z.record(Slug, Source).readonly();
