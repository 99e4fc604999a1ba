import type { Finding } from "@pointsman/invariants/finding";
import type { PostgresTemplate, TestPostgres } from "@pointsman/testkit/postgres";

/** One run of a fault. */
export interface FaultRun {
  readonly server: TestPostgres;
  readonly template: PostgresTemplate;
  /** The same seed makes the same leads and the same choices; which process is faster is not in its hands. */
  readonly seed: number;
  /** `long` does the same more often. */
  readonly size: "short" | "long";
  readonly signal: AbortSignal;
  /** Told what was measured, in words. */
  readonly note: (text: string) => void;
}

/** Something that goes wrong, and what must hold nevertheless. */
export interface Fault {
  /** As it is called on the command line. */
  readonly name: string;
  /** Its number in the list of faults, or of scenarios. */
  readonly number: string;
  /** What is done, in a phrase. */
  readonly does: string;
  /** Does it and checks every invariant afterwards. */
  readonly run: (run: FaultRun) => Promise<readonly Finding[]>;
}
