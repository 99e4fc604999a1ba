import { loadSampleLeads } from "@pointsman/demo/sample-leads";
import pc from "picocolors";

import { createApi, type Api } from "../api.ts";
import { postSampleLeads } from "../demo/post-leads.ts";
import { seedOrganisation } from "../demo/seed-organisation.ts";
import { workLeads } from "../demo/work-leads.ts";
import { toDecisionBlock, toDecisionLine } from "../print/decision-line.ts";
import { out } from "../print/out.ts";
import { printCheck } from "../print/print-check.ts";
import { printReport } from "../print/print-report.ts";
import { startProgress } from "../print/progress.ts";
import { serveControl } from "../stack/control.ts";
import { startStack, type OnStep, type Stack } from "../stack/stack.ts";
import { build } from "./test.ts";
import { readServers } from "./with-stack.ts";

export interface StartOptions {
  readonly port: number;
  readonly data: string;
  readonly fresh: boolean;
  readonly demo: boolean;
  readonly once: boolean;
}

/** The hand-written samples at the head of the file, printed with the whole of their reason. */
const TOLD_IN_FULL = 10;
const CATCH_UP_MS = 60_000;
const DAYS = 30;

/** Starts the stack, runs the demo, and stays up until it is told to stop. */
export async function runStart({ port, data, fresh, demo, once }: StartOptions): Promise<void> {
  const stopping = listenForStop();
  out.line(pc.bold("\nPointsman\n"));
  await timedStep("edge Worker built", build);
  const options = { port, dataDir: data, fresh, servers: readServers() };
  const stack = await startStack(options, printStep, stopping.signal);
  const control = await serveControl(stack, () => stopping.abort());
  try {
    const api = createApi({ ...stack.urls, operatorKey: stack.keys.operator });
    const ok = demo ? await runDemo(stack, api, stopping.signal) : true;
    process.exitCode = ok ? 0 : 1;
    if (!once && !stopping.signal.aborted) {
      printAddresses(stack);
      await aborted(stopping.signal);
    }
  } catch (error) {
    // Whoever stops it in the middle of the demo knows why it is not whole; `--once` has not kept its promise then.
    if (!stopping.signal.aborted) throw error;
    process.exitCode = once ? 1 : 0;
  } finally {
    out.line("\nStopping …");
    await control.close();
    await stack.stop();
  }
}

/** The first signal stops in order, a second one at once. */
function listenForStop(): AbortController {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort(new Error("Stopped."));
    });
  }
  return stopping;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** The demo from the first lead to the report. @returns whether every lead was routed and the stores agree */
async function runDemo(stack: Stack, api: Api, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  await timedStep("demo organisation", async () => seedOrganisation(api, Date.now()));
  const samples = loadSampleLeads();
  out.line(`\nPosting ${samples.length} sample leads to ${stack.urls.intake}/v1/leads/demo-form\n`);
  const progress = startProgress("leads", samples.length);
  const started = performance.now();
  const leads = await postSampleLeads({ edgeUrl: stack.urls.intake, api, samples }, (lead, index) => {
    signal.throwIfAborted();
    progress.print(index < TOLD_IN_FULL ? toDecisionBlock(lead, index) : toDecisionLine(lead, index));
    progress.advance();
  }).finally(() => progress.done());
  const seconds = (performance.now() - started) / 1_000;
  signal.throwIfAborted();
  const { rerouted, converted } = await workLeads(api, leads);
  const known = leads.filter(({ repeated }) => repeated).length;
  out.line(
    `\n${leads.length} leads routed in ${seconds.toFixed(1)} s${known > 0 ? `; ${known} of them were known from an earlier start` : ""}.`,
  );
  out.line(`The reps at work: ${rerouted} leads re-routed, ${converted} converted.`);
  await api.analytics.relay.catchUp.mutate({ timeoutMs: CATCH_UP_MS });
  printReport(await api.analytics.report.read.query({ lastDays: DAYS }));
  const sound = printCheck(await api.analytics.check.run.query());
  return sound && leads.length === samples.length;
}

function printAddresses({ urls, dataDir }: Stack): void {
  out.line(pc.bold("\nUp until Ctrl-C\n"));
  out.line(`  a form to try        ${urls.intake}/`);
  out.line(
    `  post a lead          curl -d 'email=you@company.example&company=Company' ${urls.intake}/v1/leads/demo-form`,
  );
  out.line(`  routing service      ${urls.router}/trpc; what it can do: ${urls.router}/docs`);
  out.line(`  analytics            ${urls.analytics}/trpc`);
  if (urls.analysts !== null) {
    out.line(`  SQL for analysts     curl '${urls.analysts}/?query=select+state,count()+from+lead_v1+group+by+state'`);
  }
  out.line(`  Postgres             ${urls.database}`);
  out.line(`  data, logs, keys     ${dataDir}`);
  out.line(pc.dim("\n  npm run stack · npm run report · npm run check · npm start -- --help"));
}

const printStep: OnStep = ({ title, detail, ms }) => {
  out.line(
    `  ${pc.green("✓")} ${title.padEnd(38)} ${pc.dim(detail.padEnd(28))} ${(ms / 1_000).toFixed(1).padStart(5)} s`,
  );
};

async function timedStep(title: string, work: () => Promise<string | void>): Promise<void> {
  const started = performance.now();
  const detail = await work();
  printStep({ title, detail: detail ?? "", ms: performance.now() - started });
}
