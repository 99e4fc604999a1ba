import type { Session } from "chdb";
import { z } from "zod";

import { ANALYST_ROLE } from "./access.ts";
import { checkStatement } from "./check-statement.ts";
import { ClickHouseException } from "./exception.ts";
import { toContentType } from "./formats.ts";
import { OPEN_FUNCTIONS_QUERY, toOpenFunctions, type OpenFunctions } from "./functions.ts";
import { toSetStatements } from "./settings.ts";
import { Slots } from "./slots.ts";

export interface AnalystQuery {
  /** As it was sent. */
  readonly sql: string;
  /** By name, without `param_`, as in the URL. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  /** Where the statement has no FORMAT clause. */
  readonly defaultFormat: string;
}

export interface AnalystResult {
  readonly bytes: Uint8Array;
  readonly format: string;
  readonly contentType: string;
  readonly readRows: number;
  readonly readBytes: number;
  /** Seconds. */
  readonly elapsed: number;
}

// Of libuv's four threads, on which the engine is called: two stay for the relay and the reports.
const RUNNING = 2;
const WAITING = 16;

const FunctionRow = z.object({ name: z.string(), is_aggregate: z.number() });

/**
 * Read-only SQL on the engine of this process. Each query gets a session of its own, a connection to the data that is
 * open already (2 ms), which is narrowed before the query is seen: to the limits, to the analyst's role, to read-only.
 * What a query leaves behind goes with its session.
 */
export class AnalystEngine {
  /** The engine's, as `timezone()` says it. */
  readonly timeZone: string;
  readonly #openSession: () => Session;
  readonly #database: string;
  readonly #parser: Session;
  readonly #open: OpenFunctions;
  readonly #slots = new Slots({ running: RUNNING, waiting: WAITING });

  private constructor(
    openSession: () => Session,
    {
      database,
      open,
      timeZone,
    }: { readonly database: string; readonly open: OpenFunctions; readonly timeZone: string },
  ) {
    this.timeZone = timeZone;
    this.#openSession = openSession;
    this.#database = database;
    this.#parser = openSession();
    this.#open = open;
  }

  /** @param openSession opens another connection to the data that the engine of this process works on */
  static async open(openSession: () => Session, database: string): Promise<AnalystEngine> {
    const session = openSession();
    try {
      const rows = await session.queryAsync(OPEN_FUNCTIONS_QUERY, { format: "JSONEachRow" });
      const lines = rows.text().trim().split("\n");
      const open = toOpenFunctions(lines.map((line) => FunctionRow.parse(JSON.parse(line))));
      const timeZone = (await session.queryAsync("select timezone()", { format: "TSVRaw" })).text().trim();
      const engine = new AnalystEngine(openSession, { database, open, timeZone });
      // 2: the parser applies the SETTINGS of what it only prints; whether they are allowed is checked behind it.
      await engine.#narrow(engine.#parser, new Map(), 2);
      return engine;
    } finally {
      session.close();
    }
  }

  /** @throws ClickHouseException of the engine, or where the statement is not allowed */
  async query({ sql, parameters, settings, defaultFormat }: AnalystQuery): Promise<AnalystResult> {
    const ask = async (text: string) => {
      const answer = await this.#parser.queryAsync(text, { format: "TSVRaw" }).catch(toException);
      return answer.text().replace(/\n$/, "");
    };
    const statement = await checkStatement(sql, parameters, { ask, open: this.#open });
    const format = statement.format ?? defaultFormat;
    const contentType = toContentType(format);
    const wishes = new Map([...settings, ...statement.settings]);
    const result = await this.#slots.use(async () => {
      const session = this.#openSession();
      try {
        await this.#narrow(session, wishes, 1);
        return await session.queryAsync(statement.text, { format });
      } catch (error) {
        return toException(error);
      } finally {
        session.close();
      }
    });
    const { rowsRead: readRows, bytesRead: readBytes, elapsed } = result;
    return { bytes: result.bytes(), format, contentType, readRows, readBytes, elapsed };
  }

  /** Resolves once no query is under way. The longest takes `max_execution_time`. */
  async close(): Promise<void> {
    await this.#slots.drain();
    this.#parser.close();
  }

  /** Read-only comes last: nothing can be set after it. */
  async #narrow(session: Session, wishes: ReadonlyMap<string, string>, readOnly: 1 | 2): Promise<void> {
    const settings = toSetStatements(wishes);
    await session.queryAsync(
      `use ${this.#database}; set role ${ANALYST_ROLE}; ${settings}; set readonly = ${readOnly}`,
    );
  }
}

function toException(error: unknown): never {
  throw ClickHouseException.from(error) ?? error;
}
