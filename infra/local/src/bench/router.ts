import { checkPostgres } from "@pointsman/invariants/check-postgres";
import { connect } from "@pointsman/store/connect";

import { createApi } from "../api.ts";
import { build } from "../commands/test.ts";
import { out } from "../print/out.ts";
import { toTable } from "../print/table.ts";
import { quantile, type Figure } from "./figure.ts";
import { clearUp, deleteCeilingRows, measureBareCommits, measureCeiling, type Ceiling } from "./router/ceiling.ts";
import { benchGrowth } from "./router/growth.ts";
import { LeadNumbers, measureLatencies, measureThroughput, toSingleSender, type Target } from "./router/load.ts";
import { benchMemory } from "./router/memory.ts";
import { makeRuleSet, makeSubmission, seedBenchOrganisation } from "./router/organisation.ts";
import { startBenchServers, type BenchServers } from "./router/servers.ts";

/** As the service has it by default (`BATCH_MAX_LEADS`). */
const BATCH_SIZE = 200;
const POOLS = [1, 20];
/** So many of the newest leads are what the ceiling writes. */
const SAMPLE = 1_000;

/** What can be measured by itself, in the order in which all of it is. */
const ROUTER_PARTS: readonly string[] = ["growth", "throughput", "latency", "memory"];

interface Durations {
  /** Routing processes at once, one run each. */
  readonly processes: readonly number[];
  /** Until the code of a new process is compiled: some 15,000 leads. */
  readonly warmUpS: number;
  /** Of load, then ceiling. The machine's own pace changes within half a minute: each round is a ratio by itself. */
  readonly rounds: number;
  readonly throughputS: number;
  readonly ceilingS: number;
  /** A new process needs some 2,000 calls until its code is compiled: the first take 1 ms of processor time, later ones 0.25. */
  readonly latencyWarmUpS: number;
  readonly latencyS: number;
}

const LONG: Durations = {
  processes: [1, 2, 4],
  warmUpS: 15,
  rounds: 9,
  throughputS: 5,
  ceilingS: 2,
  latencyWarmUpS: 15,
  latencyS: 60,
};
const QUICK: Durations = {
  processes: [1, 2],
  warmUpS: 6,
  rounds: 3,
  throughputS: 1.5,
  ceilingS: 1,
  latencyWarmUpS: 7,
  latencyS: 6,
};

/** How long the load is on before each round begins: until as many batches are under way as there will be. */
const RAMP_UP_S = 0.5;

/** The routing process behind the edge is warm by then. */
const EDGE_WARM_UP_S = 3;

/** One round. */
interface Round {
  readonly leadsPerSecond: number;
  readonly ceiling: Ceiling;
}

/** The median round, by its share of the ceiling. */
interface Throughput extends Round {
  readonly pools: number;
  readonly processes: number;
}

/**
 * Measures the routing service on real Postgres with 1,000 rules, 5,000 reps and 100,000 accounts: how many leads a
 * second 1, 2 and 4 processes commit against what the server takes of the same rows, how long a lead waits at 500 a
 * second, and through the edge at 200, what a lead costs when millions are on file, and whether a process grows. The load
 * comes over loopback from this process, on the same machine.
 *
 * @param options.part one of `ROUTER_PARTS`; left out: all of them
 */
export async function benchRouter({
  quick,
  part,
}: {
  readonly quick: boolean;
  readonly part?: string | undefined;
}): Promise<readonly Figure[]> {
  if (part !== undefined && !ROUTER_PARTS.includes(part))
    throw new Error(`There is no part "${part}". There are: ${ROUTER_PARTS.join(", ")}`);
  const isWanted = (name: string) => part === undefined || part === name;
  const durations = quick ? QUICK : LONG;
  await build();
  await using servers = await startBenchServers();
  const numbers = new LeadNumbers();
  const [seeder = ""] = await servers.startRouters(1);
  const api = createApi({ router: seeder, analytics: seeder, operatorKey: servers.operatorKey });
  await seedBenchOrganisation(api, Date.now());
  const figures: Figure[] = [];
  // First, while no lead is on file.
  if (isWanted("growth")) figures.push(await benchGrowth(servers, { numbers, quick }));
  if (isWanted("throughput")) figures.push(...(await benchThroughput(servers, durations, numbers)));
  if (isWanted("latency")) figures.push(...(await benchLatencies(servers, durations, numbers)));
  if (isWanted("memory")) figures.push(...(await benchMemory(servers, { numbers, quick })));
  await deleteCeilingRows(servers.databaseUrl);
  await assertSound(servers.databaseUrl);
  return figures;
}

async function benchThroughput(
  servers: BenchServers,
  durations: Durations,
  numbers: LeadNumbers,
): Promise<readonly Figure[]> {
  const throughputs: Throughput[] = [];
  for (const processes of durations.processes) {
    const target = await startTarget(servers, { processes, numbers });
    await measureThroughput(target, { seconds: durations.warmUpS });
    for (const pools of POOLS) {
      await publish(servers, target, pools);
      const rounds: Round[] = [];
      for (let round = 0; round < durations.rounds; round++)
        rounds.push(await measureRound(servers, target, durations));
      throughputs.push({ pools, processes, ...medianOf(rounds) });
      out.error(describe(throughputs.slice(-1)));
    }
  }
  out.error(describe(throughputs));
  return POOLS.flatMap((pools) => toFigures(pools, throughputs));
}

async function measureRound(
  { databaseUrl }: BenchServers,
  target: Target,
  { throughputS, ceilingS }: Durations,
): Promise<Round> {
  const leadsPerSecond = await measureThroughput(target, { warmUpS: RAMP_UP_S, seconds: throughputS });
  const ceiling = await measureCeiling(databaseUrl, {
    leadIds: target.numbers.newest(SAMPLE),
    batchSize: BATCH_SIZE,
    seconds: ceilingS,
  });
  return { leadsPerSecond, ceiling };
}

function medianOf(rounds: readonly Round[]): Round {
  const [first, ...others] = rounds.toSorted((a, b) => shareOf(a) - shareOf(b));
  if (first === undefined) throw new Error("Nothing was measured");
  return others[Math.floor(rounds.length / 2) - 1] ?? first;
}

function shareOf({ leadsPerSecond, ceiling }: Round): number {
  return leadsPerSecond / ceiling.leadsPerSecond;
}

async function startTarget(
  servers: BenchServers,
  { processes, numbers }: { readonly processes: number; readonly numbers: LeadNumbers },
): Promise<Target> {
  const target = { routers: await servers.startRouters(processes), key: servers.operatorKey, numbers };
  await publish(servers, target, 1);
  return target;
}

async function publish({ operatorKey }: BenchServers, { routers }: Target, pools: number): Promise<void> {
  const [first = ""] = routers;
  const { router } = createApi({ router: first, analytics: first, operatorKey });
  await router.ruleSets.publish.mutate({ ruleSet: makeRuleSet(pools) });
}

/** The worse of 1 and 2 processes against the ceiling of its run. */
function toFigures(pools: number, throughputs: readonly Throughput[]): readonly Figure[] {
  const runs = throughputs.filter((run) => run.pools === pools && run.processes <= 2);
  const [worst] = runs.toSorted((a, b) => shareOf(a) - shareOf(b));
  const [one] = runs;
  if (worst === undefined || one === undefined) return [];
  const what = `bare inserts of the same rows: ${Math.round(worst.ceiling.leadsPerSecond)} leads/s`;
  const share: Figure = {
    figure: `throughput_vs_ceiling_${pools === 1 ? "hot" : pools}`,
    value: shareOf(worst),
    unit: "x",
    baseline: { value: 1, what },
  };
  if (pools !== 1) return [share];
  const perSecond: Figure = {
    figure: "leads_per_s_hot",
    value: one.leadsPerSecond,
    unit: "leads/s",
    baseline: { value: one.ceiling.leadsPerSecond, what: "bare inserts of the same rows" },
  };
  return [share, perSecond];
}

async function benchLatencies(
  servers: BenchServers,
  { latencyWarmUpS, latencyS, ceilingS }: Durations,
  numbers: LeadNumbers,
): Promise<readonly Figure[]> {
  await clearUp(servers.databaseUrl);
  const target = await startTarget(servers, { processes: 1, numbers });
  await publish(servers, target, 20);
  const [router = ""] = target.routers;
  const send = toSingleSender(target);
  await measureLatencies(send, { perSecond: 500, seconds: latencyWarmUpS, numbers });
  const at500 = await measureLatencies(send, { perSecond: 500, seconds: latencyS, numbers });
  const bare = await measureBareCommits(servers.databaseUrl, {
    leadIds: numbers.newest(SAMPLE),
    seconds: ceilingS,
  });
  const edge = await servers.startEdge(router);
  let queued = 0;
  const post = async (number: number) => {
    if ((await postForm(edge, number)) === "queued") queued += 1;
  };
  const health = async () => {
    const response = await fetch(`${edge}/health`);
    await response.text();
  };
  await measureLatencies(post, { perSecond: 200, seconds: EDGE_WARM_UP_S, numbers });
  queued = 0;
  const at200 = await measureLatencies(post, { perSecond: 200, seconds: latencyS, numbers });
  // These waited until the edge gave the router up: fewer than 1 % of them stand beyond the p99.
  if (queued > at200.length / 100) {
    throw new Error(
      `${queued} of ${at200.length} leads went by the edge's queue: the routing service could not follow.`,
    );
  }
  const floor = await measureLatencies(health, { perSecond: 200, seconds: ceilingS, numbers });
  return [
    ...[0.5, 0.99].map((q): Figure => ({
      figure: `latency_500_p${q * 100}_ms`,
      value: quantile(at500, q),
      unit: "ms",
      baseline: { value: quantile(bare, q), what: "a bare transaction with the rows of one lead" },
    })),
    {
      figure: "edge_200_p99_ms",
      value: quantile(at200, 0.99),
      unit: "ms",
      baseline: { value: quantile(floor, 0.99), what: "GET /health of the same Worker at the same rate" },
    },
  ];
}

async function postForm(edge: string, number: number): Promise<"routed" | "queued"> {
  const { lead } = makeSubmission(number, new Date().toISOString());
  const { email, firstName, lastName, company, country, region, vertical, message } = lead;
  const response = await fetch(`${edge}/v1/leads/demo-form`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `edge-${number}` },
    body: JSON.stringify({ email, firstName, lastName, company, country, region, vertical, message }),
  });
  const text = await response.text();
  if (response.status === 201) return "routed";
  if (response.status === 202) return "queued";
  throw new Error(`The edge answered ${response.status}: ${text.slice(0, 300)}`);
}

/** Speed is nothing where a lead is lost or a cap broken for it. @throws Error with the first finding */
async function assertSound(url: string): Promise<void> {
  const db = connect({ url, maxConnections: 2, applicationName: "pointsman-bench" });
  try {
    const findings = await checkPostgres(db, { signal: new AbortController().signal, now: new Date().toISOString() });
    const first = findings.find(({ ok }) => !ok);
    if (first !== undefined) throw new Error(`The bench broke an invariant: ${JSON.stringify(first)}`);
  } finally {
    await db.destroy();
  }
}

function describe(throughputs: readonly Throughput[]): string {
  return toTable(
    ["pools", "processes", "leads/s", "bare inserts/s", "share", "on connections"],
    throughputs.map(({ pools, processes, leadsPerSecond, ceiling }) => [
      String(pools),
      String(processes),
      leadsPerSecond.toFixed(0),
      ceiling.leadsPerSecond.toFixed(0),
      shareOf({ leadsPerSecond, ceiling }).toFixed(2),
      String(ceiling.connections),
    ]),
  );
}
