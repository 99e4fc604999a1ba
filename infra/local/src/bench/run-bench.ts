import { out } from "../print/out.ts";
import { toTable } from "../print/table.ts";
import { benchAnomalies } from "./anomalies.ts";
import { benchCsv } from "./csv.ts";
import { describeMachine, toJsonLine, type Figure } from "./figure.ts";
import { benchPath } from "./path.ts";

interface Bench {
  readonly describes: string;
  readonly run: (options: BenchOptions) => Promise<readonly Figure[]>;
}

interface BenchOptions {
  readonly quick: boolean;
  /** The only part to measure, where a bench has parts. */
  readonly part?: string | undefined;
}

/** All there is to measure, by name. */
const BENCHES: Readonly<Record<string, Bench>> = {
  core: {
    describes: "the engine alone: first match against other engines, whole decisions, compiling, size, worst debt",
    // Loaded when asked for: it brings other engines along, which nothing else needs.
    run: async (options) => (await import("./core.ts")).benchCore(options),
  },
  path: {
    describes: "the whole path: from an empty folder to the first lead, and form post to committed decision",
    run: benchPath,
  },
  router: {
    describes: "the routing service on Postgres: leads a second against bare inserts, latency at a steady rate",
    run: async (options) => (await import("./router.ts")).benchRouter(options),
  },
  warehouse: {
    describes: "the report over millions of leads, beside one bare statement and Postgres; relay and freshness",
    run: async (options) => (await import("./warehouse.ts")).benchWarehouse(options),
  },
  csv: {
    describes: "accounts from a CSV file and back, through the whole stack: 100,000 of them (--quick: 10,000)",
    run: benchCsv,
  },
  anomalies: {
    describes:
      "planted anomalies in simulated organisations: how many are found, how soon, where, and what is cried in vain",
    run: async (options) => benchAnomalies(options),
  },
};

/** Runs a bench and prints its figures as a table, or as a JSON line each. */
export async function runBench(
  name: string | undefined,
  { json, ...options }: BenchOptions & { readonly json: boolean },
): Promise<void> {
  const bench = name === undefined ? undefined : BENCHES[name];
  if (name === undefined || bench === undefined) {
    if (name !== undefined)
      throw new Error(`There is no bench "${name}". There are: ${Object.keys(BENCHES).join(", ")}`);
    out.line(
      toTable(
        ["bench", "measures"],
        Object.entries(BENCHES).map(([key, { describes }]) => [key, describes]),
      ),
    );
    return;
  }
  const figures = await bench.run(options);
  if (json) {
    for (const figure of figures) out.line(toJsonLine(name, figure));
    return;
  }
  out.line(describeMachine());
  const rows = figures.map(({ figure, value, unit, baseline }) => [
    figure,
    value.toPrecision(4),
    unit,
    `${baseline.value.toPrecision(4)} ${unit}`,
    (value / baseline.value).toFixed(2),
    baseline.what,
  ]);
  out.line(toTable(["figure", "value", "unit", "baseline", "ratio", "baseline is"], rows));
}
