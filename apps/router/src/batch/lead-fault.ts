import { AppError } from "@pointsman/contracts/error";
import { isConnectionLost } from "@pointsman/store/is-connection-lost";
import { isRetryable } from "@pointsman/store/is-retryable";

/**
 * Classes of SQLSTATE that say something of the server, its schema or what else runs on it, and nothing of the lead:
 * 25 transaction state, 28 authorization, 42 names and rights, 53 resources, 55 locks, 57 intervention, 58 system, XX bugs.
 */
const SERVERS_FAULT = /^(25|28|42|53|55|57|58|XX)...$/;

/** Whether a batch failed by something in one of its leads, so that the others may succeed without it. */
export function isLeadsFault(error: unknown): boolean {
  if (error instanceof AppError || isConnectionLost(error) || isRetryable(error)) return false;
  const code = codeOf(error);
  return code === null || !SERVERS_FAULT.test(code);
}

/**
 * The failure as it is kept. `code`: a stable name with nothing of the lead in it (`postgres_22p05`, `range_error`);
 * `detail`: its text, which may quote the lead, without the NUL that Postgres takes in no text.
 */
export function describeFailure(error: unknown): { readonly code: string; readonly detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: toFailureCode(error), detail: detail.replaceAll("\0", "") };
}

function toFailureCode(error: unknown): string {
  const code = codeOf(error);
  if (code !== null) return `postgres_${code.toLowerCase()}`;
  const name = error instanceof Error ? error.name : "error";
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toLowerCase();
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
