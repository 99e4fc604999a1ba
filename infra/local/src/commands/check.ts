import { printCheck } from "../print/print-check.ts";
import { withStack } from "./with-stack.ts";

const CATCH_UP_MS = 60_000;

/** Verifies both stores and prints a table; sets exit code 1 where something does not hold. */
export async function runCheck({ data }: { readonly data: string }): Promise<void> {
  const result = await withStack(data, async ({ analytics }) => {
    await analytics.relay.catchUp.mutate({ timeoutMs: CATCH_UP_MS });
    return analytics.check.run.query();
  });
  if (!printCheck(result)) process.exitCode = 1;
}
