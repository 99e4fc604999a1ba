import { readFile } from "node:fs/promises";

import { LeadId } from "@pointsman/contracts/id";
import { checkAttempts, type Attempt } from "@pointsman/invariants/check-attempts";
import { checkPostgres } from "@pointsman/invariants/check-postgres";
import { connect } from "@pointsman/store/connect";
import { countDecisions } from "@pointsman/store/decisions/count-decisions";
import { z } from "zod";

import { printCheck, printFindings } from "../print/print-check.ts";
import { startProgress } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

const CATCH_UP_MS = 60_000;

export interface CheckOptions {
  /** Where the stack keeps its data. */
  readonly data: string;
  /** A Postgres to check by itself, whatever runs on it or does not. */
  readonly database?: string;
  /** With `database`: a file of what clients sent, a JSON object a line: `leadId`, `acknowledged`. */
  readonly attempts?: string;
}

/** Verifies the stores and prints a table; sets exit code 1 where something does not hold. */
export async function runCheck({ data, database, attempts }: CheckOptions): Promise<void> {
  if (attempts !== undefined && database === undefined) throw new Error("--attempts goes with --database <url>.");
  const ok = database === undefined ? await checkStack(data) : await checkDatabase(database, attempts);
  if (!ok) process.exitCode = 1;
}

async function checkStack(data: string): Promise<boolean> {
  const result = await withStack(data, async ({ analytics }) => {
    await analytics.relay.catchUp.mutate({ timeoutMs: CATCH_UP_MS });
    return analytics.check.run.query();
  });
  return printCheck(result);
}

async function checkDatabase(url: string, attempts: string | undefined): Promise<boolean> {
  const sent = attempts === undefined ? null : await readAttempts(attempts);
  const db = connect({ url, maxConnections: 2, applicationName: "pointsman-check" });
  try {
    const progress = startProgress("decisions", await countDecisions(db));
    let before = 0;
    const onProgress = (decisions: number) => {
      progress.advance(decisions - before);
      before = decisions;
    };
    const options = { signal: new AbortController().signal, now: new Date().toISOString(), onProgress };
    const findings = [...(await checkPostgres(db, options))];
    progress.done();
    if (sent !== null) findings.push(...(await checkAttempts(db, sent)));
    return printFindings(findings, "every lead has its decision, and every decision comes out the same again");
  } finally {
    await db.destroy();
  }
}

const AttemptLine = z.object({ leadId: LeadId, acknowledged: z.boolean() });

async function readAttempts(file: string): Promise<readonly Attempt[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, index) => {
    const parsed = AttemptLine.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    throw new Error(`${file}:${index + 1}: expected {"leadId": "lead_…", "acknowledged": true or false}.`);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
