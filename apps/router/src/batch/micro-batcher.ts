import { AppError } from "@pointsman/contracts/error";

export interface MicroBatcherOptions<Item, Result> {
  /** Handles a batch as one; rejects as a whole. One result per item, in the same order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly maxItems: number;
  /** Whether a smaller batch may succeed where this one failed: not where the database is down. */
  readonly isOneItemsFault: (error: unknown) => boolean;
  /** Items that may wait; one more is refused with `OVERLOADED`. */
  readonly maxWaiting: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns single calls into batches: one batch is under way, and whatever arrives meanwhile is the next. So a lone item
 * waits for nobody, and under load the batches grow by themselves until one is as full as `maxItems`.
 *
 * A batch that fails is split in two until the item that makes it fail stands alone; only that one is refused.
 */
export class MicroBatcher<Item, Result> {
  readonly #options: MicroBatcherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | null = null;

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
    this.#running ??= this.#runAll();
    return result;
  }

  /** Resolves when nothing waits and nothing runs. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    // Calls of the same tick (a request with many leads) go into one batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#settle(this.#waiting.splice(0, this.#options.maxItems));
    }
    this.#running = null;
  }

  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        if (index < results.length) resolve(results[index] as Result); // within bounds
        else reject(new Error(`A batch of ${batch.length} gave ${results.length} results`));
      }
    } catch (error) {
      if (batch.length === 1 || !this.#options.isOneItemsFault(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.#settle(batch.slice(0, half));
      await this.#settle(batch.slice(half));
    }
  }
}
