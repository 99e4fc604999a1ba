/** What the Worker logs when a lead enters the queue, and when it has left it for good. */
const ENTERS = "lead_queued";
const LEAVES: ReadonlySet<string> = new Set(["queued_lead_routed", "key_conflict", "dead_letter"]);

/** Counts the leads in the local queue by what the Worker logs: the queue itself does not tell. */
export class QueueWatch {
  #waiting = 0;

  /** Leads that were queued and have not come to an end. */
  get waiting(): number {
    return this.#waiting;
  }

  read(line: string): void {
    const event = eventOf(line);
    if (event === ENTERS) this.#waiting += 1;
    // At least once, says the queue: the same lead may leave twice.
    if (event !== undefined && LEAVES.has(event)) this.#waiting = Math.max(0, this.#waiting - 1);
  }
}

function eventOf(line: string): string | undefined {
  return /^\{"event":"([a-z_]+)"/.exec(line.trim())?.[1];
}
