import { checkPostgres } from "@pointsman/invariants/check-postgres";
import { connect } from "@pointsman/store/connect";
import { countDecisions } from "@pointsman/store/decisions/count-decisions";

import { printCheck, printFindings } from "../print/print-check.ts";
import { startProgress } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

const CATCH_UP_MS = 60_000;

export interface CheckOptions {
  /** Where the stack keeps its data. */
  readonly data: string;
  /** A Postgres to check by itself, whatever runs on it or does not. */
  readonly database?: string;
}

/** Verifies the stores and prints a table; sets exit code 1 where something does not hold. */
export async function runCheck({ data, database }: CheckOptions): Promise<void> {
  const ok = database === undefined ? await checkStack(data) : await checkDatabase(database);
  if (!ok) process.exitCode = 1;
}

async function checkStack(data: string): Promise<boolean> {
  const result = await withStack(data, async ({ analytics }) => {
    await analytics.relay.catchUp.mutate({ timeoutMs: CATCH_UP_MS });
    return analytics.check.run.query();
  });
  return printCheck(result);
}

async function checkDatabase(url: string): Promise<boolean> {
  const db = connect({ url, maxConnections: 2, applicationName: "pointsman-check" });
  try {
    const progress = startProgress("decisions", await countDecisions(db));
    let before = 0;
    const onProgress = (decisions: number) => {
      progress.advance(decisions - before);
      before = decisions;
    };
    const findings = await checkPostgres(db, {
      signal: new AbortController().signal,
      now: new Date().toISOString(),
      onProgress,
    });
    progress.done();
    return printFindings(findings, "every lead has its decision, and every decision comes out the same again");
  } finally {
    await db.destroy();
  }
}
