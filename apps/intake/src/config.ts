import { z } from "zod";

import { Sources } from "./source.ts";
import { TRACING_CONFIG } from "./tracing.ts";

/** A count that a `vars` entry gives as text. */
const Count = z.coerce.number().int().positive();

const ConfigSchema = z
  .object({
    ROUTER_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
    ROUTER_API_KEY: z.string().min(1),
    // Whoever knows it can foretell lead ids: as long as a hash, so that nobody guesses it.
    LEAD_ID_SECRET: z.string().min(16),
    // A visitor waits this long at most; the queue takes over then.
    ROUTER_DEADLINE_MS: Count.max(30_000).default(1_500),
    // Nobody waits for a queue delivery, and a batch may hold 100 leads.
    QUEUE_DEADLINE_MS: Count.max(60_000).default(15_000),
    // First pause before a queued lead is tried again; it grows from here.
    RETRY_BASE_SECONDS: Count.max(3_600).default(2),
    // The longest of the first pauses: the promise is 30 s from the router's return to the last queued lead.
    RETRY_CAP_SECONDS: Count.max(3_600).default(15),
    ...TRACING_CONFIG,
    SOURCES: z.preprocess(parseJsonText, Sources),
  })
  .readonly();

/** What the Worker is told by its bindings, once checked. */
export type Config = z.infer<typeof ConfigSchema>;

/** Checks the bindings, or throws an `Error` that names each wrong one. Values stay out of it: some are secrets. */
export function parseConfig(env: unknown): Config {
  const parsed = ConfigSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    // A bad source name is reported as "Invalid key in record"; what is wrong with it stands within.
    const cause = issue.code === "invalid_key" ? issue.issues[0] : undefined;
    return `${issue.path.map(String).join(".")}: ${cause?.message ?? issue.message}`;
  });
  throw new Error(`The configuration of the intake Worker is not valid. ${faults.join("; ")}`);
}

/** `vars` may hold JSON itself, or, from a command line, its text. */
function parseJsonText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // the schema then says what it expected
  }
}
