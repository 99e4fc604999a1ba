import { connect } from "@pointsman/store/connect";
import { sql } from "kysely";

import { createService } from "../../src/create-service.ts";
import { openTestService, toApi, type TestService } from "../test-service.ts";
import { pools, queues, reps, toRuleSet } from "./organisation.ts";

/** The service on real Postgres, which can crash: then another takes its place on the same database. */
export class Real implements AsyncDisposable {
  readonly #first: TestService;
  #service: TestService["service"];
  api: TestService["api"];

  private constructor(first: TestService) {
    this.#first = first;
    this.#service = first.service;
    this.api = first.api;
  }

  static async open(): Promise<Real> {
    // One batch at a time: the model takes the leads of a call in their order.
    const first = await openTestService({ maxBatchLeads: 4, maxBatches: 1 });
    await first.api.reps.upsert({ reps });
    await first.api.pools.upsert({ pools });
    await first.api.queues.upsert({ queues });
    await first.api.ruleSets.publish({ ruleSet: toRuleSet(1) });
    return new Real(first);
  }

  advance(ms: number): void {
    this.#first.advance(ms);
  }

  /** What is due by the clock. */
  async runTimers(): Promise<void> {
    await this.#first.runDueTimers();
  }

  /** Runs SQL that is not the service's. */
  async tamper(statements: string): Promise<void> {
    await sql.raw(statements).execute(this.#first.service.db);
  }

  /** All connections end at once, in whatever statement they are; another service opens on the same database. */
  async crash(): Promise<void> {
    const { db, clock, log } = this.#service;
    const next = connect({ url: this.#first.url, maxConnections: 6, applicationName: "router-test" });
    await sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(next);
    await this.#service.batcher.drain();
    if (this.#service !== this.#first.service) await db.destroy();
    this.#service = createService({
      db: next,
      clock,
      log,
      chance: () => 0.5,
      maxBatchLeads: 4,
      maxBatches: 1,
      lingerMs: 0,
      maxWaitingLeads: 10_000,
    });
    this.api = toApi(this.#service);
  }

  async expectSound(): Promise<void> {
    await this.#first.expectSound();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service.batcher.drain();
    if (this.#service !== this.#first.service) await this.#service.db.destroy();
    await this.#first[Symbol.asyncDispose]();
  }
}
