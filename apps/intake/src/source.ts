import { Slug } from "@pointsman/contracts/primitive";
import { z } from "zod";

const Origin = z
  .url({ protocol: /^https?$/ })
  .refine(isBareOrigin, "expected an origin such as https://www.example.com");

function isBareOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Where leads come from: one form, or one system that posts them. */
export const Source = z
  .strictObject({
    label: z.string().min(1),
    /** Shown to a browser after its form was taken. */
    thankYou: z.string().min(1),
    redirectUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Origins whose scripts may read the answer, and to which `_redirect` may lead; without it, any may read. */
    allowedOrigins: z.array(Origin).readonly().optional(),
    /** The answer names the rep. */
    revealRep: z.boolean().default(false),
    /** Needs an API key, and may set `score`. */
    trusted: z.boolean().default(false),
    /** Its leads count as qualified at once, whatever the rules ask of others: a form that asks for a call, say. */
    qualified: z.boolean().default(false),
    /** SHA-256 of each valid API key, hex: the configuration holds nothing that could be used. */
    keySha256: z
      .array(z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in lower-case hex"))
      .readonly()
      .default([]),
  })
  .refine((source) => !source.trusted || source.keySha256.length > 0, {
    path: ["keySha256"],
    error: "expected at least one key hash for a trusted source",
  })
  .readonly();
export type Source = z.infer<typeof Source>;

/** Sources by the name that stands in the path of `POST /v1/leads/:source`. */
export const Sources = z
  .record(Slug, Source)
  .transform((sources): ReadonlyMap<string, Source> => new Map(Object.entries(sources)));
export type Sources = z.infer<typeof Sources>;
