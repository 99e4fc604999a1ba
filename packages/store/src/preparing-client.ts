import { nextTick } from "node:process";

import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Client, type Pool, type PoolClient, type QueryResult } from "pg";

import { preparedName } from "./prepared.ts";

/** Told of each statement as it is sent. */
type OnStatement = (text: string) => void;

/**
 * The pool as Kysely sees it: statements that carry a name (`prepared.ts`) are sent under it, and what need not be waited
 * for is not (`PreparingClient`).
 */
export function toPreparingPool(pool: Pool, onStatement: OnStatement = () => undefined): PostgresPool {
  // Kysely knows a connection by its client, which therefore has to be the same each time.
  const clients = new WeakMap<PoolClient, PreparingClient>();
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      const known = clients.get(client) ?? new PreparingClient(client, onStatement);
      clients.set(client, known);
      await known.renewPlans();
      return known as unknown as PostgresPoolClient; // of its overloads Kysely uses the one without a cursor
    },
    end: async () => pool.end(),
  };
}

/** A commit that leaves with the last statements: in other words than Kysely's, which comes after it. */
export const EARLY_COMMIT = "commit and no chain";

/** A transaction's begin, as far as Kysely looks at the answer. */
const BEGUN = { command: "BEGIN", rowCount: null, rows: [] } as unknown as QueryResult;

/**
 * A connection. Two statements of a transaction are spared their round trip:
 *
 * - `begin` leaves with the statement after it. It fails where the connection is broken, and then that one fails too.
 * - `commit` may leave with the last statements (`earlyCommit`). The commit that Kysely sends at the end of its transaction is
 *   then that one, and so is the rollback that it sends where the last statements failed: Postgres rolls back what
 *   failed when it is asked to commit it.
 */
class PreparingClient {
  readonly #client: PoolClient;
  readonly #onStatement: OnStatement;
  /** How often the connection was taken from its pool. */
  #uses = 0;
  /** The answer to a commit that left early, until Kysely has sent its own. */
  #commit: Promise<QueryResult> | null = null;

  constructor(client: PoolClient, onStatement: OnStatement) {
    this.#client = client;
    this.#onStatement = onStatement;
  }

  async query(text: string, values: readonly unknown[]): Promise<QueryResult> {
    if (this.#commit !== null) return this.#afterCommit(text, this.#commit);
    const answer = this.#send(text, values);
    if (text === EARLY_COMMIT) this.#commit = answer;
    if (text !== "begin") return answer;
    answer.catch(() => undefined); // told by the statement after it
    return BEGUN;
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy);
  }

  async renewPlans(): Promise<void> {
    this.#uses += 1;
    if (isTimeToPlan(this.#uses)) await this.#client.query("discard plans");
  }

  async #send(text: string, values: readonly unknown[]): Promise<QueryResult> {
    this.#onStatement(text);
    const name = preparedName(text);
    gatherTick(this.#client);
    return this.#client.query({ text, values: [...values], ...(name !== undefined && { name }) });
  }

  async #afterCommit(text: string, commit: Promise<QueryResult>): Promise<QueryResult> {
    if (text !== "commit" && text !== "rollback") {
      throw new Error("The transaction is over: its commit left with its last statements.");
    }
    this.#commit = null;
    return text === "commit" ? commit : commit.catch(() => ({ ...BEGUN, command: "ROLLBACK" }));
  }
}

/**
 * What is sent in one tick leaves in one write. A write of some kB wakes a server on another core and costs 50 to 100 µs: five
 * statements by themselves cost more than Postgres takes for them.
 */
function gatherTick(client: PoolClient): void {
  if (!(client instanceof Client)) return;
  const { stream } = client.connection;
  stream.cork();
  nextTick(() => stream.uncork());
}

/** At most so many uses of a connection lie between two plans of a prepared statement. */
const MAX_USES_PER_PLAN = 256;

/**
 * A plan made while a table was empty may read the whole table, and Postgres keeps it until the table is next analysed,
 * which is up to a minute. So plans are made again at 8, 16, 32 … uses, while tables double in size, and then every 256.
 */
function isTimeToPlan(uses: number): boolean {
  return uses % MAX_USES_PER_PLAN === 0 || (uses >= 8 && uses < MAX_USES_PER_PLAN && Number.isInteger(Math.log2(uses)));
}
