import { GoogleCredentials } from "@pointsman/calendars/google/google-token";
import { MicrosoftCredentials } from "@pointsman/calendars/microsoft/graph-source";
import { createAddressPolicy, type AllowPrivate } from "@pointsman/outbound/address-policy";
import { OPERATING_CONFIG } from "@pointsman/rpc/operating-config";
import { z } from "zod";

function jsonOf<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "expected JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The environment of the routing service. Parsed once, at start; nothing else reads the environment. */
const RouterConfig = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "expected a Postgres URL such as postgresql://pointsman:secret@localhost:5432/pointsman",
  }),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8788),
  // BATCHES_UNDER_WAY of them route, the others answer reads: more than 20 only queue up in Postgres.
  DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  // 500 leads a batch gave 12 % more throughput than 200 in a bare insert, for two and a half times the wait.
  BATCH_MAX_LEADS: z.coerce.number().int().min(1).max(1_000).default(200),
  // While one batch holds the pools the next reads what needs no lock; a third only waits for them.
  BATCHES_UNDER_WAY: z.coerce.number().int().min(1).max(20).default(2),
  // A batch of single leads takes 10 ms: whoever waits longer than twice that is behind a slow one, and need not be.
  BATCH_LINGER_MS: z.coerce.number().int().min(0).max(1_000).default(25),
  // At 5,000 leads/s these wait 2 s; whoever comes later is told to come back, and the edge has its queue.
  MAX_WAITING_LEADS: z.coerce.number().int().min(1).default(10_000),
  // Ten seconds between signs of life ride out a slow Postgres; what a killed process had under way waits 40 s at most.
  TIMERS_DEAD_AFTER_MS: z.coerce.number().int().min(1_000).default(30_000),
  // Where one process routes thousands of leads a second, others can do the telling.
  NOTIFIER: z.enum(["on", "off"]).default("on"),
  // Without it nobody is told by e-mail.
  SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: "expected the URL of a mail server such as smtp://user:password@localhost:587",
    })
    .optional(),
  // Its domain stands in each Message-ID: changed, mail programs no longer know a message that is sent again.
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>@]*<?[^\s<>@]+@[^\s<>@]+>?$/, "expected an address such as Pointsman <leads@example.com>")
    .default("Pointsman <pointsman@localhost>"),
  // Which addresses besides public ones webhooks may have: none, those of intranets, or these ranges.
  ALLOW_PRIVATE_ADDRESSES: z
    .string()
    .default("false")
    .transform((text) =>
      text === "true" || text === "false" ? text === "true" : text.split(",").map((part) => part.trim()),
    )
    .refine(isAllowPrivate, 'expected "true", "false" or ranges such as 10.1.0.0/16,fd12::/48'),
  // Vendors allow some 600 calls a minute; at 15 minutes 1,000 reps make 70 feeds or 4 calls of Graph a minute.
  CALENDAR_SYNC_MINUTES: z.coerce.number().int().min(5).max(1_440).default(15),
  // Without them calendars of that vendor are not read.
  GOOGLE_CREDENTIALS: jsonOf(GoogleCredentials).optional(),
  GOOGLE_API_URL: z.url().default("https://www.googleapis.com/calendar/v3"),
  GOOGLE_TOKEN_URL: z.url().default("https://oauth2.googleapis.com/token"),
  MICROSOFT_CREDENTIALS: jsonOf(MicrosoftCredentials).optional(),
  MICROSOFT_GRAPH_URL: z.url().default("https://graph.microsoft.com/v1.0"),
  MICROSOFT_LOGIN_URL: z.url().default("https://login.microsoftonline.com"),
  // The key that signs the head of the audit chain, as PEM; without one heads are not signed.
  AUDIT_SIGNING_KEY: z.string().optional(),
  // A file with it.
  AUDIT_SIGNING_KEY_FILE: z.string().optional(),
  ...OPERATING_CONFIG,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
function isAllowPrivate(allowed: AllowPrivate): boolean {
  try {
    createAddressPolicy(allowed);
    return true;
  } catch {
    return false;
  }
}

export type RouterConfig = z.infer<typeof RouterConfig>;

/** @throws Error that names each variable at fault and what it should be. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): RouterConfig {
  const parsed = RouterConfig.safeParse(environment);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new Error(`Its configuration is not valid.\n${lines.join("\n")}`);
}
