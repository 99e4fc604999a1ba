import { AppError, type FieldIssue } from "@pointsman/contracts/error";

import type { Column } from "./column.ts";

type Named = Pick<Column<never>, "field" | "aliases">;

export interface MatchedHeader {
  /** The position of each field's cell, with the column's name as the file has it. */
  readonly columns: ReadonlyMap<string, { readonly position: number; readonly title: string }>;
  /** Columns that no field takes. */
  readonly unused: readonly string[];
}

/**
 * Finds the fields in a header: what `mapping` says first (title → field, or the empty text: not to be read), then by the
 * field's own name or one of its aliases, without regard to case, spaces and marks; of two columns the more telling one.
 *
 * @throws AppError `INVALID_INPUT` for a mapping of what is not there, and where a column is missing without which no row
 * can be told from another
 */
export function matchHeader(
  titles: readonly string[],
  { columns, needs }: { readonly columns: readonly Named[]; readonly needs: readonly (readonly string[])[] },
  mapping: ReadonlyMap<string, string> = new Map(),
): MatchedHeader {
  const mapped = applyMapping(titles, columns, mapping);
  const taken = new Set(mapped.keys());
  const found = new Map([...mapped].flatMap(([position, field]) => (field === "" ? [] : [[field, position] as const])));
  for (const { field, aliases } of columns) {
    if (found.has(field)) continue;
    for (const name of [field, ...aliases]) {
      const position = titles.findIndex((title, at) => !taken.has(at) && fold(title) === fold(name));
      if (position === -1) continue;
      found.set(field, position);
      taken.add(position);
      break;
    }
  }
  for (const group of needs) if (!group.some((field) => found.has(field))) throw missing(group, titles);
  return {
    columns: new Map([...found].map(([field, position]) => [field, { position, title: titles[position] ?? field }])),
    unused: titles.filter((title, at) => !taken.has(at) && title.trim() !== ""),
  };
}

function applyMapping(
  titles: readonly string[],
  columns: readonly Named[],
  mapping: ReadonlyMap<string, string>,
): ReadonlyMap<number, string> {
  const issues: FieldIssue[] = [];
  const mapped = new Map<number, string>();
  for (const [title, field] of mapping) {
    const position = titles.findIndex((candidate) => fold(candidate) === fold(title));
    const isField = field === "" || columns.some((column) => column.field === field);
    if (position === -1) issues.push(wrong(title, "the file has no such column", `one of ${titles.join(", ")}`));
    else if (!isField)
      issues.push(wrong(title, `there is no field ${field}`, `one of ${columns.map((c) => c.field).join(", ")}`));
    else mapped.set(position, field);
  }
  if (issues[0] !== undefined)
    throw new AppError(
      "INVALID_INPUT",
      `The mapping of "${issues[0].field}" is not valid: ${issues[0].problem}; expected ${issues[0].expected}.`,
      issues,
    );
  return mapped;
}

function wrong(field: string, problem: string, expected: string): FieldIssue {
  return { field, problem, expected };
}

function missing(group: readonly string[], titles: readonly string[]): AppError {
  const problem = `the file has no column for ${group.join(" or ")}`;
  const expected = "a header with such a column, or a mapping of another one to it";
  return new AppError(
    "INVALID_INPUT",
    `${problem[0]?.toUpperCase()}${problem.slice(1)}. Its columns: ${titles.join(", ")}.`,
    [wrong(group[0] ?? "", problem, expected)],
  );
}

/** `Account-Name`, `account name` and `AccountName` are one. */
function fold(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}
