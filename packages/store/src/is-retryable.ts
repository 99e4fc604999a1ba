const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";

/** Thrown inside a transaction to have the whole of it run again: what it read has changed under it. */
export class RetryTransactionError extends Error {
  override readonly name = "RetryTransactionError";
}

/** The server took back the whole transaction, and the same transaction may succeed when it is run again. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof RetryTransactionError) return true;
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK_DETECTED;
}
