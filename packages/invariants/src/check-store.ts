import { runStoreChecks, STORE_CHECKS, type CheckResult } from "@pointsman/store/check/run-store-checks";
import type { Db } from "@pointsman/store/connect";

import { MAX_VIOLATIONS, type Finding } from "./finding.ts";

/** Every invariant that Postgres can check by itself. */
export async function checkStore(db: Db): Promise<readonly Finding[]> {
  const results = await runStoreChecks(db);
  return results.map(toFinding);
}

function toFinding({ name, invariant, violations }: CheckResult): Finding {
  const description = STORE_CHECKS.find((check) => check.name === name)?.description ?? "";
  const count = violations.length < MAX_VIOLATIONS ? `${violations.length}` : `${MAX_VIOLATIONS} or more`;
  const ok = violations.length === 0;
  return { invariant, name, ok, detail: ok ? description : `${description} Violations: ${count}.`, violations };
}
