import { AppError } from "@pointsman/contracts/error";

export interface MicroBatcherOptions<Item, Result> {
  /** Handles a batch as one; rejects as a whole. One result per item, in the same order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether a smaller batch may succeed where this one failed: not where the database is down. */
  readonly isOneItemsFault: (error: unknown) => boolean;
  /** What becomes of an item that fails alone, by its own fault. */
  readonly rescue: (item: Item, error: unknown) => Promise<Result>;
  /** Items of one batch. */
  readonly maxItems: number;
  /** Batches under way at once. */
  readonly maxRunning: number;
  /** How long a batch gathers items while another is under way. */
  readonly linger: () => Promise<void>;
  /** Items that may wait; one more is refused with `OVERLOADED`. */
  readonly maxWaiting: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns single calls into batches. Where none is under way the next begins with the calls of the same tick, so that a
 * lone item waits for nobody; else it begins when it is full or has lingered, and not before fewer than `maxRunning` are
 * under way. So under load the batches grow by themselves until they are full.
 *
 * A batch that fails is split in two until the item that makes it fail stands alone, which is then rescued.
 */
export class MicroBatcher<Item, Result> {
  readonly #options: MicroBatcherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** The next batch gathers its items. */
  #gathering = false;

  constructor(options: MicroBatcherOptions<Item, Result>) {
    this.#options = options;
  }

  /** Items that wait for their batch. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** @throws AppError `OVERLOADED` where too many wait already; else whatever `run` throws for this item alone. */
  async submit(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new AppError("OVERLOADED", "Too many leads are waiting; send this one again in a few seconds.");
    }
    const result = new Promise<Result>((resolve, reject) => this.#waiting.push({ item, resolve, reject }));
    this.#pump();
    return result;
  }

  /** Resolves when nothing waits and nothing runs. */
  async drain(): Promise<void> {
    while (this.#running.size > 0 || this.#waiting.length > 0) {
      await (this.#running.size > 0 ? Promise.race(this.#running) : nextTick());
    }
  }

  /** Begins whatever may begin. */
  #pump(): void {
    const { maxItems, maxRunning, linger } = this.#options;
    while (this.#running.size < maxRunning && this.#waiting.length >= maxItems) this.#begin();
    if (this.#gathering || this.#waiting.length === 0 || this.#running.size >= maxRunning) return;
    void this.#gather(this.#running.size === 0 ? nextTick() : linger());
  }

  async #gather(done: Promise<void>): Promise<void> {
    this.#gathering = true;
    await done;
    this.#gathering = false;
    if (this.#waiting.length > 0 && this.#running.size < this.#options.maxRunning) this.#begin();
    this.#pump();
  }

  #begin(): void {
    const batch = this.#settle(this.#waiting.splice(0, this.#options.maxItems)).finally(() => {
      this.#running.delete(batch);
      this.#pump();
    });
    this.#running.add(batch);
  }

  /** Never rejects: it tells each item's caller. */
  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        if (index < results.length) resolve(results[index] as Result); // within bounds
        else reject(new Error(`A batch of ${batch.length} gave ${results.length} results`));
      }
    } catch (error) {
      const [first, ...others] = batch;
      if (first === undefined || !this.#options.isOneItemsFault(error)) {
        for (const { reject } of batch) reject(error);
      } else if (others.length === 0) {
        await this.#options.rescue(first.item, error).then(first.resolve, first.reject);
      } else {
        const half = Math.ceil(batch.length / 2);
        await this.#settle(batch.slice(0, half));
        await this.#settle(batch.slice(half));
      }
    }
  }
}

/** After the calls of this tick: a request with many leads makes one batch. */
async function nextTick(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
