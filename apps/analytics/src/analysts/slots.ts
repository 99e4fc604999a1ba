import { ClickHouseException } from "./exception.ts";

/** Lets so many tasks run at once and so many more wait for their turn; the next is refused. */
export class Slots {
  readonly #limits: { readonly running: number; readonly waiting: number };
  readonly #queue: (() => void)[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #running = 0;

  constructor(limits: { readonly running: number; readonly waiting: number }) {
    this.#limits = limits;
  }

  /** @throws ClickHouseException where too many wait already, and what the task throws */
  async use<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limits.running) {
      if (this.#queue.length >= this.#limits.waiting) {
        throw ClickHouseException.refuse(
          "TOO_MANY_SIMULTANEOUS_QUERIES",
          `Too many simultaneous queries. ${this.#running} run, ${this.#queue.length} wait: ask again later`,
        );
      }
      // The slot is handed over, not given back and taken: nobody can come in between.
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else {
      this.#running += 1;
    }
    const work = task();
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Resolves once nothing runs or waits. */
  async drain(): Promise<void> {
    while (this.#underWay.size > 0 || this.#queue.length > 0) await Promise.allSettled(this.#underWay);
  }
}
