import { startTcpProxy, type Wire, type WireHandlers } from "./tcp-proxy.ts";

/**
 * What becomes of a connection at a statement: it goes on; it breaks before the server has the statement; it breaks
 * when the server has done it and before the client is told.
 */
export type Verdict = "pass" | "cut_before" | "cut_after";

/** What the proxy does with the statements that pass. A statement that was prepared is rewritten when it is prepared. */
export interface StatementRules {
  /** The statement as the server is to get it: exactly as long as it was. */
  readonly rewrite?: (sql: string) => string;
  readonly judge?: (sql: string) => Verdict;
}

/** A proxy between a service and Postgres that reads along. */
export interface PostgresProxy extends AsyncDisposable {
  /** The database, by way of the proxy. */
  readonly url: string;
  readonly setRules: (rules: StatementRules) => void;
}

export async function startPostgresProxy(databaseUrl: string, first: StatementRules = {}): Promise<PostgresProxy> {
  let rules = first;
  const target = new URL(databaseUrl);
  const proxy = await startTcpProxy(Number(target.port), (wire) => readAlong(wire, () => rules));
  const url = new URL(databaseUrl);
  url.port = String(proxy.port);
  return {
    url: url.href,
    setRules: (next) => {
      rules = next;
    },
    [Symbol.asyncDispose]: async () => proxy[Symbol.asyncDispose](),
  };
}

/** Statements are looked at one by one; a verdict is acted on where its statement stands. */
function readAlong(wire: Wire, rulesNow: () => StatementRules): WireHandlers {
  const messages = new MessageReader();
  const prepared = new Map<string, string>();
  let isDoomed = false;
  return {
    fromClient: (chunk) => {
      for (const message of messages.read(chunk)) {
        const { rewrite, judge } = rulesNow();
        if (rewrite !== undefined) editStatement(message, rewrite);
        const sql = executedBy(message, prepared);
        const verdict = sql === undefined || judge === undefined ? "pass" : judge(sql);
        if (verdict === "cut_before") {
          wire.cut();
          return;
        }
        if (verdict === "cut_after") isDoomed = true;
        wire.toServer(message);
      }
    },
    fromServer: (chunk) => {
      // Whatever comes now is the answer to the statement: the server has done it.
      if (isDoomed) wire.cut();
      else wire.toClient(chunk);
    },
  };
}

const LENGTH_BYTES = 4;
const TYPE_BYTES = 1;

/** Cuts the client's stream into messages: a type byte and a length, save for the first, which has no type. */
class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #isFirst = true;

  *read(chunk: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const typeBytes = this.#isFirst ? 0 : TYPE_BYTES;
      if (this.#rest.length < typeBytes + LENGTH_BYTES) return;
      const size = typeBytes + this.#rest.readInt32BE(typeBytes);
      if (this.#rest.length < size) return;
      const message = Buffer.from(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
      this.#isFirst = false;
      yield message;
    }
  }
}

const QUERY = "Q".charCodeAt(0);
const PARSE = "P".charCodeAt(0);
const BIND = "B".charCodeAt(0);
const BODY = TYPE_BYTES + LENGTH_BYTES;

/** The text from there up to the next zero. */
function textAt(message: Buffer, at: number): string {
  return message.toString("utf8", at, message.indexOf(0, at));
}

/** The statement in a message and where it stands; undefined: the message has none. */
function statementOf(message: Buffer): { readonly sql: string; readonly at: number } | undefined {
  const type = message[0];
  if (type !== QUERY && type !== PARSE) return undefined;
  // A parse message has the name of the statement before its text.
  const at = type === QUERY ? BODY : message.indexOf(0, BODY) + 1;
  return { sql: textAt(message, at), at };
}

/** The statement that a message has done: its own, or one that was given a name before. Notes the names. */
function executedBy(message: Buffer, prepared: Map<string, string>): string | undefined {
  const type = message[0];
  if (type === BIND) return prepared.get(textAt(message, message.indexOf(0, BODY) + 1));
  const sql = statementOf(message)?.sql;
  const name = type === PARSE ? textAt(message, BODY) : "";
  if (sql === undefined || name === "") return sql;
  prepared.set(name, sql);
  return undefined;
}

function editStatement(message: Buffer, rewrite: (sql: string) => string): void {
  const statement = statementOf(message);
  if (statement === undefined) return;
  const edited = rewrite(statement.sql);
  if (Buffer.byteLength(edited) !== Buffer.byteLength(statement.sql)) {
    throw new Error("A statement may only be rewritten at its own length");
  }
  message.write(edited, statement.at, "utf8");
}

/** Blanks in place of what the pattern finds. */
export function blankOut(sql: string, pattern: RegExp): string {
  return sql.replace(pattern, (found) => " ".repeat(found.length));
}
