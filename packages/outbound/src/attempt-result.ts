/**
 * How an attempt to send went.
 *
 * - `delivered`
 * - `retry`: it may go well later
 * - `refused`: this message never will
 * - `gone`: nothing is to be sent there any more
 */
export interface AttemptResult {
  readonly result: "delivered" | "retry" | "refused" | "gone";
  /** HTTP or SMTP status; null: there was no answer. */
  readonly status: number | null;
  /** Short, without anything that the other side said; null: it was delivered. */
  readonly error: string | null;
  /** The other side asks to be left alone for so long; null: it does not. */
  readonly pauseMs: number | null;
}
