import { setTimeout as pause } from "node:timers/promises";

import { AppError } from "@pointsman/contracts/error";
import type { Db } from "@pointsman/store/connect";
import { readLiveEnd, readLiveEvents, type NumberedEvent } from "@pointsman/store/outbox/read-live-events";
import type { Logger } from "pino";

import type { Clock } from "../context.ts";
import { passNumber, settle, toPosition, type Horizon, type Position } from "./position.ts";

/** An event that was just committed, with what its reading showed of the transactions under way. */
interface LiveEntry extends NumberedEvent {
  readonly horizon: Horizon;
}

/** Somebody who gets what is committed from now on. */
export interface Listener extends Disposable {
  /** From where on. */
  readonly start: Position;
  /**
   * What has come since the last call, as soon as there is some; empty once the signal is given.
   *
   * @throws AppError `OVERLOADED` where he is too slow; `UNAVAILABLE` where the service stops
   */
  readonly take: (signal: AbortSignal | undefined) => Promise<readonly LiveEntry[]>;
}

export interface LeadFeedOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Logger;
  /** Between two looks at the outbox, while anybody listens. */
  readonly tickMs: number;
}

/** Events of one look; where there are more the next follows at once. */
const READ_LIMIT = 1_000;

/** So many entries wait for a listener, some 1 MB: who is slower is sent away, and reads on from the table. */
const MAX_WAITING = 2_000;

const MAX_LISTENERS = 200;

/** As many numbers as transactions under way may have taken when somebody begins to listen. */
const START_SPAN = 2_000;

const PAUSE_AFTER_FAILURE_MS = 1_000;

/**
 * What all processes commit, read from the outbox by one look every so often for all who listen in this one. Batches know
 * nothing of it: a notification in each would cost them (it takes a lock that is the database's).
 */
export class LeadFeed {
  readonly #options: LeadFeedOptions;
  readonly #queues = new Set<Queue>();
  #started: Promise<void> | null = null;
  #position: Position = { last: 0, gaps: [] };
  #isStopped = false;
  #renewals = 0;

  constructor(options: LeadFeedOptions) {
    this.#options = options;
  }

  /**
   * @param renewals as they were when the caller's key was looked at
   * @throws AppError `OVERLOADED` where too many listen; `UNAVAILABLE` where the service stops, or keys changed since
   */
  async join(renewals: number): Promise<Listener> {
    if (this.#isStopped) throw STOPPING();
    if (renewals !== this.#renewals) throw RENEWED();
    if (this.#queues.size >= MAX_LISTENERS) {
      throw new AppError("OVERLOADED", `At most ${MAX_LISTENERS} streams at once: connect again later.`);
    }
    const queue = new Queue();
    this.#queues.add(queue);
    try {
      this.#started ??= this.#start();
      await this.#started;
    } catch (error) {
      this.#queues.delete(queue);
      throw error;
    }
    return {
      start: this.#position,
      take: async (signal) => queue.take(signal),
      [Symbol.dispose]: () => this.#queues.delete(queue),
    };
  }

  /** How often everybody was sent away to connect anew. */
  get renewals(): number {
    return this.#renewals;
  }

  /** What callers may see is other than it was: all connect again, with their keys as these are now. */
  renew(): void {
    this.#renewals += 1;
    for (const queue of this.#queues) queue.fail(RENEWED());
    this.#queues.clear();
  }

  /** How many listen. */
  get listeners(): number {
    return this.#queues.size;
  }

  /** Sends everybody away: they connect again, to another process. */
  stop(): void {
    this.#isStopped = true;
    for (const queue of this.#queues) queue.fail(STOPPING());
    this.#queues.clear();
  }

  async #start(): Promise<void> {
    const { db, clock } = this.#options;
    try {
      const { last, missing } = await readLiveEnd(db, START_SPAN);
      this.#position = toPosition(last, missing, clock.nowMs());
    } catch (error) {
      this.#started = null;
      throw error;
    }
    void this.#run();
  }

  /** Until nobody listens any more. */
  async #run(): Promise<void> {
    const { log, tickMs } = this.#options;
    while (this.#queues.size > 0 && !this.#isStopped) {
      try {
        const isMore = await this.#look();
        if (!isMore) await pause(tickMs, undefined, { ref: false });
      } catch (error) {
        log.warn({ err: error }, "the live events could not be read; trying again");
        await pause(PAUSE_AFTER_FAILURE_MS, undefined, { ref: false });
      }
    }
    this.#started = null;
  }

  /** @returns whether there is more to read at once */
  async #look(): Promise<boolean> {
    const { db, clock } = this.#options;
    const { events, ...xids } = await readLiveEvents(db, { ...this.#position, limit: READ_LIMIT });
    const horizon = { ...xids, nowMs: clock.nowMs() };
    for (const { number } of events) this.#position = passNumber(this.#position, number, horizon);
    const isMore = events.length === READ_LIMIT;
    if (!isMore) this.#position = settle(this.#position, horizon);
    const entries = events.map((event) => ({ ...event, horizon }));
    for (const queue of this.#queues) {
      if (!queue.add(entries)) this.#queues.delete(queue);
    }
    return isMore;
  }
}

/** Anew each time: it carries its stack. */
const STOPPING = () => new AppError("UNAVAILABLE", "The service stops: connect again.");

const RENEWED = () => new AppError("UNAVAILABLE", "Keys or teams have changed: connect again.");

/** What waits for one listener. */
class Queue {
  #entries: LiveEntry[] = [];
  #failure: AppError | null = null;
  #wake: () => void = () => {};

  /** @returns whether he keeps up: who does not gets nothing more */
  add(entries: readonly LiveEntry[]): boolean {
    if (this.#entries.length + entries.length > MAX_WAITING) {
      this.fail(new AppError("OVERLOADED", "You read too slowly: connect again to go on where you are."));
      return false;
    }
    if (entries.length > 0) {
      this.#entries.push(...entries);
      this.#wake();
    }
    return true;
  }

  fail(error: AppError): void {
    this.#failure = error;
    this.#entries = [];
    this.#wake();
  }

  async take(signal: AbortSignal | undefined): Promise<readonly LiveEntry[]> {
    const isGone = () => signal?.aborted === true;
    while (this.#entries.length === 0 && this.#failure === null && !isGone()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      signal?.addEventListener("abort", () => resolve(), { once: true });
      await promise;
    }
    if (this.#failure !== null) throw this.#failure;
    const taken = this.#entries;
    this.#entries = [];
    return taken;
  }
}
