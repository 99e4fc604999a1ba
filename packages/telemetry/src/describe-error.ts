/** What a log says of an error. */
export interface DescribedError {
  readonly type: string;
  readonly message: string;
  /** Where it was thrown: no text of the error. */
  readonly at: readonly string[];
  /** Of Postgres (SQLSTATE), of the system (`ECONNREFUSED`), or ours. */
  readonly code?: string;
  /** Names of the schema, from Postgres. */
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly cause?: DescribedError;
}

const FRAMES = 12;
const CAUSES = 3;

/**
 * An error without what people sent. Postgres quotes rows in `detail` and values in the text of its data errors (class 22),
 * `JSON.parse` and others quote what they could not read, mail servers name the address that they refuse: so only named
 * properties are taken, and in texts what stands in quotes goes where the error is of such a kind, and addresses go always.
 */
export function describeError(error: unknown, causes = CAUSES): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: "something other than an Error was thrown", at: [] };
  const { name, message, stack = "", cause } = error;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: name,
    message: mask(quotesInput(error) ? message.replaceAll(/(["'`]).*\1/gs, "$1…$1") : message),
    at: frames.slice(0, FRAMES).map((line) => line.trim().slice("at ".length)),
    ...pick(error, "code"),
    ...pick(error, "constraint"),
    ...pick(error, "table"),
    ...pick(error, "column"),
    ...(cause instanceof Error && causes > 0 && { cause: describeError(cause, causes - 1) }),
  };
}

/** A text without addresses of people. */
export function mask(text: string): string {
  return text.replaceAll(/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g, "…@…");
}

function quotesInput(error: Error): boolean {
  const { code } = pick(error, "code");
  return error instanceof SyntaxError || /^(22|23)/.test(code ?? "");
}

function pick<K extends string>(error: Error, key: K): { readonly [P in K]?: string } {
  const value: unknown = (error as unknown as Readonly<Record<string, unknown>>)[key]; // any property may be read of an object
  return typeof value === "string" ? ({ [key]: value } as { readonly [P in K]?: string }) : {};
}
