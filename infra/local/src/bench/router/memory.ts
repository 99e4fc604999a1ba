import { setTimeout as pause } from "node:timers/promises";

import { createApi } from "../../api.ts";
import { memoryOf } from "../../stack/memory.ts";
import type { Figure } from "../figure.ts";
import { measureLatencies, toSingleSender, type LeadNumbers } from "./load.ts";
import { makeRuleSet } from "./organisation.ts";
import type { BenchServers } from "./servers.ts";

const POOLS = 20;
const LOAD_PER_SECOND = 200;
const MEGABYTE = 1_048_576;
/** A gigabyte a day. */
const FAST_LEAK_MB_PER_MIN = 0.7;
/** A scrape costs a collection of all metrics. */
const HEAP_EVERY_S = 5;

interface Sample {
  readonly minute: number;
  readonly megabytes: number;
}

/**
 * Whether a routing process grows under a constant load: its resident memory once a second, and what of its heap is in use.
 * Of the heap the least of each minute counts, which is what is left when rubbish was just collected.
 */
export async function benchMemory(
  servers: BenchServers,
  { numbers, quick }: { readonly numbers: LeadNumbers; readonly quick: boolean },
): Promise<readonly Figure[]> {
  // A new process needs its caches filled and its code compiled, and a heap finds its size within minutes.
  const { warmUpS, seconds } = quick ? { warmUpS: 12, seconds: 15 } : { warmUpS: 120, seconds: 20 * 60 };
  await servers.startRouters(0);
  const { url, pid } = await servers.startRouterOn(servers.databaseUrl);
  const { router } = createApi({ router: url, analytics: url, operatorKey: servers.operatorKey });
  await router.ruleSets.publish.mutate({ ruleSet: makeRuleSet(POOLS) });
  const send = toSingleSender({ routers: [url], key: servers.operatorKey, numbers });
  await measureLatencies(send, { perSecond: LOAD_PER_SECOND, seconds: warmUpS, numbers });
  const loaded = measureLatencies(send, { perSecond: LOAD_PER_SECOND, seconds, numbers });
  const { resident, heap } = await watch({ url, pid, seconds });
  await loaded;
  const half = resident.filter(({ minute }) => minute * 60 >= seconds / 2);
  const over = `over ${seconds} s at ${LOAD_PER_SECOND} leads a second`;
  const figures = [
    { figure: "rss_slope_mb_per_min", samples: resident, what: over },
    { figure: "rss_slope_last_half_mb_per_min", samples: half, what: `${over}, the second half` },
    { figure: "heap_slope_mb_per_min", samples: leastOfEachMinute(heap), what: `${over}, the least of each minute` },
  ];
  return figures.map(({ figure, samples, what }) => ({
    figure,
    value: slopeOf(samples),
    unit: "MB/min",
    baseline: {
      value: FAST_LEAK_MB_PER_MIN,
      what: `a gigabyte a day; ${what}: ${samples.at(0)?.megabytes.toFixed(0)} MB at first, ${samples.at(-1)?.megabytes.toFixed(0)} MB at the end`,
    },
  }));
}

async function watch({
  url,
  pid,
  seconds,
}: {
  readonly url: string;
  readonly pid: number;
  readonly seconds: number;
}): Promise<{ readonly resident: readonly Sample[]; readonly heap: readonly Sample[] }> {
  const resident: Sample[] = [];
  const heap: Sample[] = [];
  const started = performance.now();
  for (let second = 0; second < seconds; second++) {
    const minute = (performance.now() - started) / 60_000;
    resident.push({ minute, megabytes: (await memoryOf(pid)) / MEGABYTE });
    if (second % HEAP_EVERY_S === 0) heap.push({ minute, megabytes: (await readUsedHeap(url)) / MEGABYTE });
    await pause(Math.max(0, started + (second + 1) * 1_000 - performance.now()));
  }
  return { resident, heap };
}

async function readUsedHeap(url: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(page)?.[1]);
}

function leastOfEachMinute(samples: readonly Sample[]): readonly Sample[] {
  const byMinute = Map.groupBy(samples, ({ minute }) => Math.floor(minute));
  return [...byMinute].map(([minute, some]) => ({
    minute,
    megabytes: Math.min(...some.map(({ megabytes }) => megabytes)),
  }));
}

/** Least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const meanX = samples.reduce((sum, { minute }) => sum + minute, 0) / samples.length;
  const meanY = samples.reduce((sum, { megabytes }) => sum + megabytes, 0) / samples.length;
  const covariance = samples.reduce((sum, { minute, megabytes }) => sum + (minute - meanX) * (megabytes - meanY), 0);
  const variance = samples.reduce((sum, { minute }) => sum + (minute - meanX) ** 2, 0);
  return covariance / variance;
}
