import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { answers, Part, type PartSpec } from "../../stack/part.ts";
import { choosePorts } from "../../stack/ports.ts";
import { postgresAnswers } from "../../stack/postgres-answers.ts";
import { runCommand } from "../../stack/run-command.ts";
import { readApiKeys, readSecrets } from "../../stack/secrets.ts";
import { startReaper } from "./reaper.ts";

/** A Postgres of its own and the processes that are measured on it. */
export interface BenchServers extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly operatorKey: string;
  /** Ends the routing processes that run, starts so many and gives their addresses. */
  readonly startRouters: (count: number) => Promise<readonly string[]>;
  /** Starts one more routing process, on another database of the server. */
  readonly startRouterOn: (databaseUrl: string) => Promise<{ readonly url: string; readonly pid: number }>;
  /** Starts the edge Worker before a routing process; gives its address. */
  readonly startEdge: (routerUrl: string) => Promise<string>;
}

/**
 * Starts an empty, migrated Postgres in a folder of its own. Without analytics: nothing else takes time of the machine.
 * None of it outlives this process, however it ends.
 */
export async function startBenchServers(): Promise<BenchServers> {
  const dataDir = await mkdtemp(join(tmpdir(), "pointsman-bench-"));
  await chmod(dataDir, 0o755);
  const secrets = await readSecrets(dataDir);
  const ports = await choosePorts(0);
  const databaseUrl = `postgresql://postgres:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/pointsman`;
  const { postgresPassword: password } = secrets;
  const postgres = new Part(describePostgres({ port: ports.postgres, dataDir, databaseUrl, password }));
  const reaper = startReaper(dataDir);
  const parts: Part[] = [];
  const stopParts = async () => {
    for (const part of parts.splice(0)) await reaper.stop(part);
  };
  const start = async (spec: PartSpec) => {
    const part = new Part(spec);
    parts.push(part);
    await reaper.start(part);
    return part;
  };
  const stopAll = async () => {
    await stopParts();
    await reaper.stop(postgres);
    await reaper[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await reaper.start(postgres);
    await runCommand("apps/router/src/commands/migrate.ts", { environment: { DATABASE_URL: databaseUrl } });
    const keys = await readApiKeys(dataDir, { database: "embedded", databaseUrl });
    return {
      databaseUrl,
      operatorKey: keys.operator,
      startRouters: async (count) => {
        await stopParts();
        const addresses: string[] = [];
        for (let index = 0; index < count; index++) {
          const { router: port } = await choosePorts(0);
          const { spec } = await start(describeRouter({ index, port, dataDir, databaseUrl }));
          addresses.push(spec.address);
        }
        return addresses;
      },
      startRouterOn: async (url) => {
        const { router: port } = await choosePorts(0);
        const part = await start(describeRouter({ index: parts.length, port, dataDir, databaseUrl: url }));
        if (part.pid === undefined) throw new Error("The routing service ended right after its start");
        return { url: part.spec.address, pid: part.pid };
      },
      startEdge: async (routerUrl) => {
        const { intake: port } = await choosePorts(0);
        const { spec } = await start({
          name: "intake",
          title: "edge Worker",
          entry: "infra/local/src/hosts/intake-host.ts",
          environment: {
            PORT: String(port),
            ROUTER_URL: routerUrl,
            ROUTER_API_KEY: keys.edge,
            LEAD_ID_SECRET: secrets.leadIdSecret,
            RETRY_BASE_SECONDS: "1",
          },
          logFile: join(dataDir, "logs", "intake.log"),
          address: `http://127.0.0.1:${port}`,
          isReady: async () => answers(`http://127.0.0.1:${port}/health`),
        });
        return spec.address;
      },
      [Symbol.asyncDispose]: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function describePostgres(server: {
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly password: string;
}): PartSpec {
  const { port, dataDir, databaseUrl, password } = server;
  return {
    name: "postgres",
    title: "Postgres 18, embedded",
    entry: "infra/local/src/hosts/postgres-host.ts",
    environment: { DATA_DIR: dataDir, PORT: String(port), PASSWORD: password },
    logFile: join(dataDir, "logs", "postgres.log"),
    address: `127.0.0.1:${port}`,
    isReady: async () => postgresAnswers(databaseUrl),
  };
}

function describeRouter(router: {
  readonly index: number;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
}): PartSpec {
  const address = `http://127.0.0.1:${router.port}`;
  return {
    name: "router",
    title: `routing service ${router.index + 1}`,
    entry: "apps/router/src/main.ts",
    environment: { DATABASE_URL: router.databaseUrl, PORT: String(router.port) },
    logFile: join(router.dataDir, "logs", `router-${router.index + 1}.log`),
    address,
    isReady: async () => answers(`${address}/health`),
  };
}
