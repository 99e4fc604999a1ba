import { Client } from "pg";

import { createApi } from "../../api.ts";
import { out } from "../../print/out.ts";
import { quantile, type Figure } from "../figure.ts";
import { fillArchive } from "./fill-archive.ts";
import { measureThroughput, type LeadNumbers, type Target } from "./load.ts";
import { makeRuleSet } from "./organisation.ts";
import { readProcessorMs } from "./processor-time.ts";
import type { BenchServers } from "./servers.ts";

interface Scale {
  readonly archived: number;
  /** Of measuring one side, then the other. */
  readonly rounds: number;
  readonly roundS: number;
}

const LONG: Scale = { archived: 5_000_000, rounds: 9, roundS: 4 };
const QUICK: Scale = { archived: 500_000, rounds: 5, roundS: 1.2 };

const HOT_LEADS = 10_000;
const POOLS = 20;

/**
 * What a lead costs with 10,000 leads on file against what it costs with millions more in the archive, on two databases of
 * one server that take turns, so that other work of the machine meets both. To be called when the organisation is on file
 * and no lead. Ends the routing processes that run.
 */
export async function benchGrowth(
  servers: BenchServers,
  { numbers, quick }: { readonly numbers: LeadNumbers; readonly quick: boolean },
): Promise<Figure> {
  const scale = quick ? QUICK : LONG;
  const databases = new BenchDatabases(servers);
  const smallUrl = await databases.copy("pointsman", "small");
  await storeHotLeads(servers, { databaseUrl: smallUrl, numbers });
  const grownUrl = await databases.copy("small", "grown");
  const started = performance.now();
  await fillArchive(grownUrl, scale.archived);
  out.error(`${scale.archived} leads archived in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  const small = await servers.startRouterOn(smallUrl);
  const grown = await servers.startRouterOn(grownUrl);
  const toTarget = ({ url }: { readonly url: string }) => ({ routers: [url], key: servers.operatorKey, numbers });
  const cost = await compareCosts(
    { target: toTarget(small), pid: small.pid, databaseUrl: smallUrl },
    { target: toTarget(grown), pid: grown.pid, databaseUrl: grownUrl },
    scale,
  );
  await databases.drop("small", "grown");
  return cost;
}

/** Databases of the bench's server. Nobody may be connected to one that is copied or dropped: routing processes are ended. */
class BenchDatabases {
  readonly #servers: BenchServers;

  constructor(servers: BenchServers) {
    this.#servers = servers;
  }

  /** @returns the address of the copy */
  async copy(from: string, to: string): Promise<string> {
    await this.#run([`create database ${to} template ${from}`]);
    return this.#toUrl(to);
  }

  async drop(...names: readonly string[]): Promise<void> {
    await this.#run(names.map((name) => `drop database ${name}`));
  }

  async #run(statements: readonly string[]): Promise<void> {
    await this.#servers.startRouters(0);
    const client = new Client({ connectionString: this.#toUrl("postgres") });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  #toUrl(name: string): string {
    return Object.assign(new URL(this.#servers.databaseUrl), { pathname: `/${name}` }).href;
  }
}

/** Routes 10,000 leads and a few more. */
async function storeHotLeads(
  { startRouterOn, operatorKey }: BenchServers,
  { databaseUrl, numbers }: { readonly databaseUrl: string; readonly numbers: LeadNumbers },
): Promise<void> {
  const { url } = await startRouterOn(databaseUrl);
  const { router } = createApi({ router: url, analytics: url, operatorKey });
  await router.ruleSets.publish.mutate({ ruleSet: makeRuleSet(POOLS) });
  const first = numbers.take(0);
  while (numbers.take(0) < first + HOT_LEADS) {
    await measureThroughput({ routers: [url], key: operatorKey, numbers }, { seconds: 0.5 });
  }
}

/** A database and the routing process on it. */
interface Side {
  readonly target: Target;
  readonly pid: number;
  readonly databaseUrl: string;
}

async function compareCosts(small: Side, grown: Side, { archived, rounds, roundS }: Scale): Promise<Figure> {
  for (const side of [small, grown]) await measureThroughput(side.target, { seconds: 3 * roundS });
  const smallMs: number[] = [];
  const grownMs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await measureCost(small, roundS);
    const after = await measureCost(grown, roundS);
    smallMs.push(before);
    grownMs.push(after);
    ratios.push(after / before);
  }
  const { figure, shown } = nameOf(archived);
  const what = `${HOT_LEADS} leads on file: ${quantile(smallMs, 0.5).toFixed(3)} ms a lead; ${shown} more in the archive: ${quantile(grownMs, 0.5).toFixed(3)} ms`;
  return { figure, value: quantile(ratios, 0.5), unit: "x", baseline: { value: 1, what } };
}

/** Milliseconds a lead: of processor time in the routing process and Postgres, or by the clock where that is not known. */
async function measureCost({ target, pid, databaseUrl }: Side, seconds: number): Promise<number> {
  const first = target.numbers.take(0);
  const before = await readProcessorMs(pid, databaseUrl);
  const leadsPerSecond = await measureThroughput(target, { seconds });
  const after = await readProcessorMs(pid, databaseUrl);
  if (before === null || after === null) return 1_000 / leadsPerSecond;
  return (after - before) / (target.numbers.take(0) - first);
}

/** A run with fewer leads says so. */
function nameOf(archived: number): { readonly figure: string; readonly shown: string } {
  const shown = archived < 1_000_000 ? `${archived / 1_000}k` : `${archived / 1_000_000}m`;
  return { figure: `cost_${shown}_vs_10k`, shown };
}
