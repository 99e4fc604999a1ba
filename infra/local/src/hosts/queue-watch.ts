/** What the Worker logs when a lead enters the queue, and when it has left it for good. */
const ENTERS = "lead_queued";
const LEAVES: ReadonlySet<string> = new Set(["queued_lead_routed", "key_conflict", "dead_letter"]);

/** Knows which leads are in the local queue, by what the Worker logs: the queue itself does not tell. */
export class QueueWatch {
  readonly #entered = new Set<string>();
  /** The log may tell of the delivery first. */
  readonly #left = new Set<string>();

  /** Leads that were queued and have not come to an end. */
  get waiting(): number {
    return [...this.#entered].filter((leadId) => !this.#left.has(leadId)).length;
  }

  read(line: string): void {
    const [, event, leadId] = /^\{"event":"([a-z_]+)".*?"leadId":"([^"]+)"/.exec(line.trim()) ?? [];
    if (event === undefined || leadId === undefined) return;
    if (event === ENTERS) this.#entered.add(leadId);
    if (LEAVES.has(event)) this.#left.add(leadId);
  }
}
