import { AppError } from "@pointsman/contracts/error";

/** Packs the sort key of the last row of a page. Callers hand it back and must not look inside. */
export function toCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** The sort key in a cursor, or `INVALID_INPUT` when it is not one of ours. */
export function parseCursor(cursor: string, isKey: (parts: readonly string[]) => boolean): readonly string[] {
  const key = decode(cursor);
  if (isStrings(key) && isKey(key)) return key;
  throw new AppError("INVALID_INPUT", "The cursor is not valid: use `nextCursor` of the page before.", [
    { field: "cursor", problem: "not a cursor of this list" },
  ]);
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((part) => typeof part === "string");
}
