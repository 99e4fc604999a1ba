import { mkdtemp, rm } from "node:fs/promises";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadSampleLeads, type SampleLead } from "@pointsman/demo/sample-leads";

import { createApi } from "../api.ts";
import { build } from "../commands/test.ts";
import { forEachParallel } from "../demo/for-each-parallel.ts";
import { postLead } from "../demo/post-lead.ts";
import { seedOrganisation } from "../demo/seed-organisation.ts";
import { startStack, type Stack } from "../stack/stack.ts";
import { quantile, type Figure } from "./figure.ts";

const STARTS = 3;
// Three rounds leave the reps below their hard caps: a lead that finds nobody would be another path.
const ROUNDS = 3;
const FORMS_AT_ONCE = 8;

interface Round {
  readonly perSecond: number;
  readonly tookMs: readonly number[];
}

/**
 * Measures on an empty data folder: how long a start takes until the first lead is routed, how many sample leads go
 * through the whole path in a second, and how long each takes from form post to committed decision.
 */
export async function benchPath(): Promise<readonly Figure[]> {
  await build();
  const samples = loadSampleLeads();
  const starts: { readonly firstLeadS: number; readonly postgresS: number }[] = [];
  for (let start = 1; start < STARTS; start++) starts.push(await withFreshStack(samples, async (_, timing) => timing));
  const leads = await withFreshStack(samples, async (stack, timing) => {
    starts.push(timing);
    return measureLeads(stack, samples);
  });
  return [
    {
      figure: "start_to_first_lead_s",
      value: quantile(
        starts.map(({ firstLeadS }) => firstLeadS),
        0.5,
      ),
      unit: "s",
      baseline: {
        value: quantile(
          starts.map(({ postgresS }) => postgresS),
          0.5,
        ),
        what: "making and starting an empty Postgres",
      },
    },
    ...leads,
  ];
}

async function withFreshStack<T>(
  samples: readonly SampleLead[],
  work: (stack: Stack, timing: { readonly firstLeadS: number; readonly postgresS: number }) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "pointsman-bench-"));
  await chmod(dataDir, 0o755);
  let postgresS = 0;
  const started = performance.now();
  const stack = await startStack({ port: 0, dataDir, fresh: false, servers: {} }, ({ title, ms }) => {
    if (title.startsWith("Postgres")) postgresS = ms / 1_000;
  });
  try {
    await seedOrganisation(toApi(stack), Date.now());
    for (const lead of samples.slice(0, 1)) await postLead(stack.urls.intake, { lead, idempotencyKey: "first" });
    return await work(stack, { firstLeadS: (performance.now() - started) / 1_000, postgresS });
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function toApi({ urls, keys }: Stack) {
  return createApi({ ...urls, operatorKey: keys.operator });
}

/** Leads and, in between, as many requests that only ask the edge how it is: the floor of any path through it. */
async function measureLeads({ urls }: Stack, samples: readonly SampleLead[]): Promise<readonly Figure[]> {
  const rounds: { readonly leads: Round; readonly floor: Round }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const floor = await measure(samples, async () => {
      const response = await fetch(`${urls.intake}/health`);
      await response.text();
    });
    const leads = await measure(samples, async (lead, index) => {
      const sample = fromAnotherPerson(lead, round);
      const posted = await postLead(urls.intake, { lead: sample, idempotencyKey: `round-${round}-${index}` });
      if (posted.httpStatus === 202)
        throw new Error("A lead went by the queue: the figures would not be those of the path");
    });
    rounds.push({ leads, floor });
  }
  const what = "GET /health of the same Worker in the same run";
  const median = (of: (round: (typeof rounds)[number]) => number) => quantile(rounds.map(of), 0.5);
  return [
    {
      figure: "demo_leads_per_s",
      value: median(({ leads }) => leads.perSecond),
      unit: "leads/s",
      baseline: { value: median(({ floor }) => floor.perSecond), what },
    },
    ...[0.5, 0.99].map((q) => ({
      figure: `lead_p${q * 100}_ms`,
      value: median(({ leads }) => quantile(leads.tookMs, q)),
      unit: "ms" as const,
      baseline: { value: median(({ floor }) => quantile(floor.tookMs, q)), what },
    })),
  ];
}

async function measure(
  samples: readonly SampleLead[],
  send: (lead: SampleLead, index: number) => Promise<void>,
): Promise<Round> {
  const tookMs: number[] = [];
  const started = performance.now();
  await forEachParallel(samples, FORMS_AT_ONCE, async (lead, index) => {
    const sent = performance.now();
    await send(lead, index);
    tookMs.push(performance.now() - sent);
  });
  return { perSecond: samples.length / ((performance.now() - started) / 1_000), tookMs };
}

/** The same form from another address: from the same one it would only be attached to the lead of the round before. */
function fromAnotherPerson(lead: SampleLead, round: number): SampleLead {
  const fields = Object.entries(lead.fields).map(([name, value]) => [
    name,
    typeof value === "string" && /mail/i.test(name) ? value.replace("@", `+${round}@`) : value,
  ]);
  return { ...lead, fields: Object.fromEntries(fields) };
}
