import { rm } from "node:fs/promises";
import { join } from "node:path";

import { readAuditKey } from "./audit-key.ts";
import type { Ports, StackOptions } from "./options.ts";
import { readOutbound } from "./outbound.ts";
import { answers, Part, type PartName, type PartSpec } from "./part.ts";
import { choosePorts } from "./ports.ts";
import { postgresAnswers } from "./postgres-answers.ts";
import { runCommand } from "./run-command.ts";
import { readApiKeys, readSecrets, type ApiKeys, type Secrets } from "./secrets.ts";
import { claimData, noteParts, releaseData, type RunningStack } from "./stack-file.ts";
import { readWatching } from "./watching.ts";

/** Told of each step as it is done, with how long it took. */
export type OnStep = (step: { readonly title: string; readonly detail: string; readonly ms: number }) => void;

/** The order in which parts stop: first who takes leads, last who keeps them. */
const STOP_ORDER: readonly PartName[] = ["intake", "router", "analytics", "postgres"];

/** The running stack. */
export interface Stack {
  readonly urls: {
    readonly intake: string;
    readonly router: string;
    readonly analytics: string;
    readonly database: string;
    /** SQL for analysts, over the embedded engine; null: ClickHouse is a server, which has its own. */
    readonly analysts: string | null;
  };
  readonly keys: ApiKeys;
  readonly dataDir: string;
  readonly parts: ReadonlyMap<PartName, Part>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Postgres, the routing service, analytics and the edge Worker, each a process of its own, in that order. Given
 * servers, the same processes talk to those, and nothing is started in their place.
 *
 * @param signal stops the start between two parts; what is up by then is stopped
 */
export async function startStack(options: StackOptions, onStep: OnStep, signal?: AbortSignal): Promise<Stack> {
  const { dataDir, fresh, servers } = options;
  await claimData(dataDir);
  if (fresh) await removeKeptData(dataDir);
  const ports = await choosePorts(options.port).catch(async (error: unknown) => {
    await releaseData(dataDir);
    throw error;
  });
  const secrets = await readSecrets(dataDir);
  const databaseUrl =
    servers.databaseUrl ?? `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/pointsman`;
  const parts = new Map<PartName, Part>();
  const stop = async () => {
    // The edge delivers what is in its queue before it goes: for that somebody must take it, and keep it.
    if (parts.get("intake")?.isRunning === true) {
      for (const name of ["postgres", "router"] as const)
        await parts
          .get(name)
          ?.start()
          .catch(() => undefined);
    }
    for (const name of STOP_ORDER)
      await parts
        .get(name)
        ?.stop()
        .catch(() => undefined);
    await releaseData(dataDir);
  };
  const begin = async (spec: PartSpec) => {
    const part = new Part(spec);
    parts.set(spec.name, part);
    await timed(onStep, spec.title, spec.address, async () => {
      const ready = part.start();
      await noteParts(dataDir, parts.values(), null);
      await ready;
    });
    signal?.throwIfAborted();
  };
  try {
    if (servers.databaseUrl === undefined) await begin(describePostgres({ dataDir, ports, secrets, databaseUrl }));
    const migration = { DATABASE_URL: servers.migrationDatabaseUrl ?? databaseUrl };
    await timed(onStep, "migrations", "Postgres", async () =>
      runCommand("apps/router/src/commands/migrate.ts", { environment: migration }),
    );
    const { clickhouseUrl, migrationClickhouseUrl = clickhouseUrl } = servers;
    if (migrationClickhouseUrl !== undefined) {
      const environment = { CLICKHOUSE_URL: migrationClickhouseUrl };
      await timed(onStep, "migrations", "ClickHouse", async () =>
        runCommand("apps/analytics/src/commands/migrate-warehouse.ts", { environment }),
      );
    }
    const database = servers.databaseUrl ?? "embedded";
    const keys = await readApiKeys(dataDir, { database, databaseUrl });
    const auditKey = await readAuditKey(dataDir);
    const context = { dataDir, ports, secrets, databaseUrl, keys, clickhouseUrl, auditKey };
    await begin(describeRouter(context));
    await begin(describeAnalytics(context));
    await begin(describeIntake(context));
    const urls = {
      intake: urlOf(ports.intake),
      router: urlOf(ports.router),
      analytics: urlOf(ports.analytics),
      database: databaseUrl,
      analysts: clickhouseUrl === undefined ? urlOf(ports.analysts) : null,
    };
    const stack = { urls, keys, dataDir, parts, stop };
    await noteParts(dataDir, parts.values(), toRunning(stack, null));
    return stack;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The stack as the other commands find it. */
export function toRunning({ urls, keys }: Stack, controlUrl: string | null): RunningStack {
  const { intake, router, analytics, database } = urls;
  return { controlUrl, urls: { intake, router, analytics, database }, operatorKey: keys.operator };
}

/** What a stack keeps in its folder; whatever else is in there is not ours. */
const KEPT = ["postgres", "clickhouse", "logs", "secrets.json", "api-keys.json", "audit-key.pem"];

async function removeKeptData(dataDir: string): Promise<void> {
  for (const name of KEPT) await rm(join(dataDir, name), { recursive: true, force: true });
}

interface DescribeContext {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  /** Settings of the key that signs the audit trail. */
  readonly auditKey: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly keys: ApiKeys;
  readonly clickhouseUrl: string | undefined;
}

function describePostgres({
  dataDir,
  ports,
  secrets,
  databaseUrl,
}: Omit<DescribeContext, "keys" | "clickhouseUrl" | "auditKey">): PartSpec {
  return {
    name: "postgres",
    title: "Postgres 18, embedded",
    entry: "infra/local/src/hosts/postgres-host.ts",
    environment: { DATA_DIR: dataDir, PORT: String(ports.postgres), PASSWORD: secrets.postgresPassword },
    logFile: join(dataDir, "logs", "postgres.log"),
    address: `127.0.0.1:${ports.postgres}`,
    isReady: async () => postgresAnswers(databaseUrl),
  };
}

function describeRouter({ dataDir, ports, databaseUrl, auditKey }: DescribeContext): PartSpec {
  const address = urlOf(ports.router);
  return {
    name: "router",
    title: "routing service",
    entry: "apps/router/src/main.ts",
    environment: {
      DATABASE_URL: databaseUrl,
      PORT: String(ports.router),
      ...readOutbound(),
      ...readWatching(),
      ...auditKey,
    },
    logFile: join(dataDir, "logs", "router.log"),
    address,
    isReady: async () => answers(`${address}/health/ready`),
  };
}

function describeAnalytics({ dataDir, ports, databaseUrl, clickhouseUrl }: DescribeContext): PartSpec {
  const address = urlOf(ports.analytics);
  const clickhouse =
    clickhouseUrl === undefined
      ? {
          CLICKHOUSE_PATH: join(dataDir, "clickhouse"),
          ANALYSTS_PORT: String(ports.analysts),
          ...readAnalystsPassword(),
        }
      : { CLICKHOUSE_URL: clickhouseUrl };
  return {
    name: "analytics",
    title: clickhouseUrl === undefined ? "analytics, with the ClickHouse engine" : "analytics",
    entry: "apps/analytics/src/main.ts",
    environment: { DATABASE_URL: databaseUrl, PORT: String(ports.analytics), ...clickhouse, ...readWatching() },
    logFile: join(dataDir, "logs", "analytics.log"),
    address,
    isReady: async () => answers(`${address}/health/ready`),
  };
}

/** As whoever starts the stack set it; absent: analysts are asked for none. */
function readAnalystsPassword(): { readonly ANALYSTS_PASSWORD?: string } {
  const { ANALYSTS_PASSWORD: password } = process.env;
  return password === undefined ? {} : { ANALYSTS_PASSWORD: password };
}

function describeIntake({ dataDir, ports, secrets, keys }: DescribeContext): PartSpec {
  const address = urlOf(ports.intake);
  return {
    name: "intake",
    title: "edge Worker",
    entry: "infra/local/src/hosts/intake-host.ts",
    environment: {
      PORT: String(ports.intake),
      ROUTER_URL: urlOf(ports.router),
      ROUTER_API_KEY: keys.edge,
      LEAD_ID_SECRET: secrets.leadIdSecret,
      // Whoever stops the routing service here wants to see the queue deliver soon after it is back.
      RETRY_BASE_SECONDS: "1",
      ...readWatching(),
    },
    logFile: join(dataDir, "logs", "intake.log"),
    address,
    isReady: async () => answers(`${address}/health`),
  };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function timed(onStep: OnStep, title: string, detail: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  onStep({ title, detail, ms: performance.now() - started });
}
