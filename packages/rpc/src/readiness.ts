/** Something without which a service cannot answer. */
export interface Need {
  /** What to say where the check rejects or does not end in time, e.g. `The database does not answer.` */
  readonly otherwise: string;
  /** @returns what is missing, in a sentence; null: nothing */
  readonly check: () => Promise<string | null>;
}

/** Whether a service should be sent calls; where not, why, in sentences. */
export interface ReadinessState {
  readonly isReady: boolean;
  readonly reasons: readonly string[];
}

/** Below the 3 s and more that those who ask wait for an answer. */
const CHECK_TIMEOUT_MS = 2_000;

/**
 * Whether a service should be sent calls. It is not the same as being alive: a process that waits for its database must not
 * be ended for it, it should only get no calls.
 *
 * - starting: until `start`, with the reason given
 * - ready: while everything that it needs is there
 * - draining: from `drain` on, for ever: it still answers, and is about to end
 */
export class Readiness {
  readonly #needs: readonly Need[];
  #reading: Promise<ReadinessState> | undefined;
  #phase: "starting" | "started" | "draining" = "starting";

  constructor(needs: readonly Need[]) {
    this.#needs = needs;
  }

  start(): void {
    if (this.#phase === "starting") this.#phase = "started";
  }

  drain(): void {
    this.#phase = "draining";
  }

  /** Many who ask at once are one look. */
  async read(): Promise<ReadinessState> {
    if (this.#phase === "draining") return { isReady: false, reasons: ["The service is about to end."] };
    const { reasons } = await (this.#reading ??= this.#look());
    const why = reasons.length === 0 && this.#phase === "starting" ? ["The service is starting."] : reasons;
    return { isReady: why.length === 0, reasons: why };
  }

  async #look(): Promise<ReadinessState> {
    const found = await Promise.all(this.#needs.map(inTime));
    const reasons = found.filter((reason) => reason !== null);
    this.#reading = undefined;
    return { isReady: reasons.length === 0, reasons };
  }
}

async function inTime({ check, otherwise }: Need): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), CHECK_TIMEOUT_MS);
  });
  const checked = check().catch(() => otherwise);
  return Promise.race([checked, late]).finally(() => clearTimeout(timer));
}
