import { readFileSync } from "node:fs";

import { z } from "zod";

/** One form as a visitor's browser or a website's back end sends it. */
export const SampleLead = z
  .object({
    /** How the fields travel: `application/json`, `application/x-www-form-urlencoded` or `multipart/form-data`. */
    contentType: z.enum(["json", "form", "multipart"]),
    /** Under the names that the form gives them. Only JSON has numbers. */
    fields: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
  })
  .readonly();
export type SampleLead = z.infer<typeof SampleLead>;

/** Where `generate-sample-leads.ts` writes and `loadSampleLeads` reads. */
export const SAMPLE_LEADS_FILE = new URL("../data/sample-leads.json", import.meta.url);

/** The 500 sample leads, in the order in which they are sent; the first is Jordan M. of Prism Analytics. */
export function loadSampleLeads(): readonly SampleLead[] {
  return z.array(SampleLead).parse(JSON.parse(readFileSync(SAMPLE_LEADS_FILE, "utf8")));
}
