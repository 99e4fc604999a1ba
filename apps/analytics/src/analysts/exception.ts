/** The engine's codes that this border gives itself. */
const CODES = {
  BAD_ARGUMENTS: 36,
  SYNTAX_ERROR: 62,
  FUNCTION_NOT_ALLOWED: 446,
  UNKNOWN_FORMAT: 73,
  UNKNOWN_DATABASE: 81,
  NOT_IMPLEMENTED: 48,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_IS_TOO_LARGE: 307,
  QUERY_NOT_ALLOWED: 392,
  UNKNOWN_QUERY_PARAMETER: 456,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
} as const;

// As ClickHouse maps codes to statuses; whatever is not here is a 500.
const STATUS_BY_CODE: Readonly<Record<number, number>> = {
  36: 400,
  62: 400,
  43: 400,
  42: 400,
  53: 400,
  6: 400,
  41: 400,
  456: 400,
  164: 403,
  497: 403,
  516: 403,
  446: 403,
  392: 403,
  60: 404,
  46: 404,
  47: 404,
  50: 404,
  73: 404,
  81: 404,
  115: 404,
  159: 408,
  307: 413,
  48: 501,
  202: 503,
};

/** An error as ClickHouse says it: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export class ClickHouseException extends Error {
  readonly code: number;

  private constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  /** One of ours, said in the engine's way. */
  static refuse(name: keyof typeof CODES, sentence: string): ClickHouseException {
    return new ClickHouseException(CODES[name], `Code: ${CODES[name]}. DB::Exception: ${sentence} (${name})`);
  }

  /** What the engine threw, if it has a code of its own. */
  static from(error: unknown): ClickHouseException | null {
    const text = error instanceof Error ? error.message : String(error);
    const code = /Code: (\d+)\. DB::/.exec(text)?.[1];
    return code === undefined ? null : new ClickHouseException(Number(code), tidy(text));
  }

  get status(): number {
    return STATUS_BY_CODE[this.code] ?? 500;
  }
}

/** Without what is about our way of asking: the wrapped query of the parser, the code said twice. */
function tidy(text: string): string {
  return text
    .replace(/: In scope SELECT formatQuerySingleLine\([^]*\)\. (\(\w+\))$/, ". $1")
    .replace(/^(Code: \d+\. DB::Exception: )Code: \d+\. DB::Exception: /, "$1");
}
