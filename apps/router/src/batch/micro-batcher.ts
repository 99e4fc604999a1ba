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
  /** Resolves when items have waited long enough for a batch that is under way to end. */
  readonly linger: () => Promise<void>;
  /** Items that may wait; one more is refused with `OVERLOADED`. */
  readonly maxWaiting: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** The share of `maxItems` from which on a batch need not wait for the one before. */
const WORTH_OVERLAPPING = 0.25;

/**
 * Turns single calls into batches. Where none is under way the next begins with the calls of the same tick, so that a
 * lone item waits for nobody. While one is, the next gathers: it begins when that one ends, or beside it, as long as fewer
 * than `maxRunning` are under way, when it is a quarter full or has lingered. So under load the batches grow by themselves
 * until they are full, and small ones do not compete for the pools.
 *
 * A batch that fails is split in two until the item that makes it fail stands alone, which is then rescued.
 */
export class MicroBatcher<Item, Result> {
  readonly #options: MicroBatcherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** The calls of this tick are waited for. */
  #gathering = false;
  /** Somebody waits for a batch under way to end, but not for ever. */
  #lingering = false;

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

  get #mayBegin(): boolean {
    return this.#waiting.length > 0 && this.#running.size < this.#options.maxRunning;
  }

  /** Begins what is full; the rest gathers. */
  #pump(): void {
    while (this.#mayBegin && this.#waiting.length >= this.#options.maxItems) this.#begin();
    if (this.#mayBegin && !this.#gathering) void this.#gather();
  }

  async #gather(): Promise<void> {
    this.#gathering = true;
    await nextTick();
    this.#gathering = false;
    if (!this.#mayBegin) return;
    const enough = this.#running.size === 0 ? 1 : this.#options.maxItems * WORTH_OVERLAPPING;
    if (this.#waiting.length >= enough) this.#begin();
    else if (!this.#lingering) void this.#linger();
  }

  async #linger(): Promise<void> {
    this.#lingering = true;
    const [oldest] = this.#waiting;
    await this.#options.linger();
    this.#lingering = false;
    // A batch may have taken him along, and whoever came since has not waited yet.
    if (this.#mayBegin && this.#waiting[0] === oldest) this.#begin();
    this.#pump();
  }

  #begin(): void {
    const batch = this.#settle(this.#waiting.splice(0, this.#options.maxItems)).finally(() => {
      this.#running.delete(batch);
      if (this.#running.size === 0 && this.#waiting.length > 0) this.#begin();
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
