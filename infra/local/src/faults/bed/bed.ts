import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Scope } from "@pointsman/contracts/api";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { createRandom, type Random } from "@pointsman/demo/random";
import { checkPostgres } from "@pointsman/invariants/check-postgres";
import type { Finding } from "@pointsman/invariants/finding";
import { toApiSecret } from "@pointsman/rpc/api-secret";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { insertApiKey } from "@pointsman/store/api-keys/insert-api-key";
import { connect, type Db } from "@pointsman/store/connect";
import { cloneTemplate, type PostgresTemplate, type TestPostgres } from "@pointsman/testkit/postgres";
import { sql } from "kysely";

import { endOf } from "../../stack/part.ts";
import { choosePorts } from "../../stack/ports.ts";
import { AttemptLog } from "./attempt-log.ts";
import { checkLog, toFinding } from "./check-log.ts";
import { seedOrganisation } from "./organisation.ts";
import { startPostgresProxy, type PostgresProxy, type StatementRules } from "./postgres-proxy.ts";
import { RouterProcess } from "./router-process.ts";
import type { Sender } from "./send-leads.ts";
import { startTcpProxy, type Wire, type WireHandlers } from "./tcp-proxy.ts";

/** What a run starts from: a server of its own with the migrated template, and a seed. */
export interface BedOptions {
  readonly server: TestPostgres;
  readonly template: PostgresTemplate;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** What the proxies to Postgres do from the first statement on. */
  readonly rules?: StatementRules | undefined;
  /** What stands between clients and the first router; none: nothing. */
  readonly betweenClients?: ((random: Random) => (wire: Wire) => WireHandlers) | undefined;
  /** When the routers think that one of them is dead; none: as they do by themselves. */
  readonly timersDeadAfterMs?: number;
}

/**
 * Two routing services as processes on a database of their own, each behind a proxy that reads along; clients that
 * remember what they were told. All of it ends with the block.
 */
export interface Bed extends AsyncDisposable {
  readonly first: RouterProcess;
  readonly second: RouterProcess;
  /** Between the first router and Postgres. */
  readonly firstWire: PostgresProxy;
  readonly secondWire: PostgresProxy;
  readonly db: Db;
  readonly log: AttemptLog;
  readonly random: Random;
  readonly seed: number;
  /** Sends to both. */
  readonly toBoth: Sender;
  /** Sends to the first alone. */
  readonly toFirst: Sender;
  readonly toSecond: Sender;
  /** Runs SQL that is not the service's: triggers that fail, guards that are taken away. */
  readonly tamper: (statements: string) => Promise<void>;
  /** Every invariant, of Postgres and of what the clients saw. */
  readonly check: () => Promise<readonly Finding[]>;
}

export async function openBed(options: BedOptions): Promise<Bed> {
  await using opening = new AsyncDisposableStack();
  const { seed, signal } = options;
  const random = createRandom(seed);
  const database = opening.use(await cloneTemplate(options.template));
  const db = connect({ url: database.url, maxConnections: 2, applicationName: "pointsman-faults" });
  opening.defer(async () => db.destroy());
  const folder = await mkdtemp(join(tmpdir(), "pointsman-faults-"));
  opening.defer(async () => rm(folder, { recursive: true, force: true }));
  const apiKey = await makeApiKey(db);
  const [firstWire, secondWire] = [
    opening.use(await startPostgresProxy(database.url, options.rules)),
    opening.use(await startPostgresProxy(database.url, options.rules)),
  ];
  const { router: port, analytics: secondPort } = await choosePorts(0);
  const front =
    options.betweenClients === undefined
      ? null
      : opening.use(await startTcpProxy(port, options.betweenClients(random)));
  const [first, second] = [
    { name: "first", port, reachedAt: front?.port ?? port, databaseUrl: firstWire.url },
    { name: "second", port: secondPort, databaseUrl: secondWire.url },
  ].map((router) => {
    const { timersDeadAfterMs } = options;
    return new RouterProcess({
      ...router,
      apiKey,
      logFile: join(folder, `${router.name}.log`),
      ...(timersDeadAfterMs !== undefined && { timersDeadAfterMs }),
    });
  });
  if (first === undefined || second === undefined) throw new Error("Two routers were asked for");
  for (const router of [first, second]) opening.defer(async () => router.stop());
  await Promise.all([first.start(), second.start()]);
  await seedOrganisation(second);
  const log = new AttemptLog();
  const toSender = (...targets: readonly RouterProcess[]): Sender => ({ targets: () => targets, log, signal });
  const started = opening.move();
  return {
    first,
    second,
    firstWire,
    secondWire,
    db,
    log,
    random,
    seed,
    toBoth: toSender(first, second),
    toFirst: toSender(first),
    toSecond: toSender(second),
    tamper: async (statements) => {
      await sql.raw(statements).execute(db);
    },
    check: async () => [
      ...(await checkPostgres(db, { signal, now: new Date().toISOString() })),
      ...(await checkLog(db, log)),
      checkRouters([first, second]),
    ],
    [Symbol.asyncDispose]: async () => started.disposeAsync(),
  };
}

async function makeApiKey(db: Db): Promise<string> {
  const secret = toApiSecret(randomBytes(32));
  await insertApiKey(db, {
    id: toId("apiKey", "faults"),
    name: "faults",
    secretHash: hashApiKey(secret),
    scopes: Scope.options,
    createdAt: toTimestamp(Date.now()),
    expiresAt: null,
  });
  return secret;
}

/** Nothing that happens outside a router ends it. */
function checkRouters(routers: readonly RouterProcess[]): Finding {
  const ended = routers.filter(({ isRunning }) => !isRunning);
  const violations = ended.map(({ name, logFile }) => ({ router: name, endOfLog: endOf(logFile) }));
  return toFinding("F0", "routers-still-run", { checked: routers.length, violations });
}
