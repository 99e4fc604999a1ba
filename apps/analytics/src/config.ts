import { OPERATING_CONFIG } from "@pointsman/rpc/operating-config";
import { z } from "zod";

import type { WarehouseTarget } from "./open-warehouse.ts";

const Environment = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "expected a Postgres URL such as postgresql://pointsman:secret@localhost:5432/pointsman",
  }),
  CLICKHOUSE_URL: z
    .url({
      protocol: /^https?$/,
      error: "expected a ClickHouse URL such as http://pointsman:secret@localhost:8123/pointsman",
    })
    .optional(),
  CLICKHOUSE_PATH: z.string().min(1, "expected a directory").optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8789),
  // A batch is held in memory twice (rows and body), at about 1 KB an event; ClickHouse wants few large inserts.
  RELAY_BATCH_EVENTS: z.coerce.number().int().min(1).max(50_000).default(20_000),
  // What a report lags behind when little happens. Below 10 ms Postgres only says "nothing" more often; above 5 s the
  // check that every event is delivered, which waits for 10, would accuse a relay that merely sleeps.
  RELAY_IDLE_MS: z.coerce.number().int().min(10).max(5_000).default(250),
  ...OPERATING_CONFIG,
  // Between two looks at the events of the last two days; each reads them once in both stores.
  RECONCILE_MINUTES: z.coerce.number().int().min(1).max(1_440).default(60),
  // Of the embedded engine's SQL for analysts; absent: nobody listens. A server has its own.
  ANALYSTS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  ANALYSTS_PASSWORD: z.string().min(8, "expected at least 8 characters").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

const ServerEnvironment = Environment.pick({ CLICKHOUSE_URL: true })
  .required()
  .extend({
    /** As in `remote_servers` of the servers: tables are made on all of them, replicated. */
    CLICKHOUSE_CLUSTER: z
      .string()
      .regex(/^[a-z_][a-z0-9_]*$/i, "expected the name of a cluster such as main")
      .optional(),
  });

/** The environment of the analytics service. Parsed once, at start; nothing else reads the environment. */
const AnalyticsConfig = Environment.transform(({ CLICKHOUSE_URL, CLICKHOUSE_PATH, ...rest }, context) => {
  const warehouse = toTarget(CLICKHOUSE_URL, CLICKHOUSE_PATH);
  if (warehouse?.kind === "server" && rest.ANALYSTS_PORT !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["ANALYSTS_PORT"],
      message: "expected only with the embedded engine: analysts ask a server at its own address",
    });
  }
  if (warehouse !== null) return { ...rest, warehouse };
  context.addIssue({
    code: "custom",
    path: ["CLICKHOUSE_PATH"],
    message: "expected a directory for the embedded ClickHouse engine, as there is no CLICKHOUSE_URL of a server",
  });
  return z.NEVER;
});
export type AnalyticsConfig = z.infer<typeof AnalyticsConfig>;

/** @throws Error that names each variable at fault and what it should be. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): AnalyticsConfig {
  const parsed = AnalyticsConfig.safeParse(environment);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new Error(`Its configuration is not valid.\n${lines.join("\n")}`);
}

/** Which server migrations are for, and of which cluster, if of any. @throws Error that says what a variable should be */
export function parseMigrationTarget(environment: Readonly<Record<string, string | undefined>>): {
  readonly url: string;
  readonly cluster: string | undefined;
} {
  const parsed = ServerEnvironment.safeParse(environment);
  if (parsed.success) return { url: parsed.data.CLICKHOUSE_URL, cluster: parsed.data.CLICKHOUSE_CLUSTER };
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
}

/** A server where there is one, else the engine in this process; null: neither is configured. */
function toTarget(url: string | undefined, path: string | undefined): WarehouseTarget | null {
  if (url !== undefined) return { kind: "server", url };
  return path === undefined ? null : { kind: "embedded", path };
}
