import { isDeepStrictEqual } from "node:util";

import { toFieldIssues, type ErrorCode, type FieldIssue } from "@pointsman/contracts/error";
import type { ImportRow, RowOutcome } from "@pointsman/contracts/imports";
import type { z } from "zod";

type Values = ImportRow["values"];

/** What a row would do, or why it cannot. */
export type Taken =
  | { readonly ok: true; readonly id: string; readonly outcome: Exclude<RowOutcome, "refused"> }
  | {
      readonly ok: false;
      readonly id: string | null;
      readonly code: ErrorCode;
      readonly errors: readonly FieldIssue[];
    };

/** The rows of one call on the way to the store. */
export interface ImportBatch {
  /** Reads a row; an entity that it makes or changes is kept as a draft. */
  readonly take: (values: Values) => Taken;
  readonly isDraft: (id: string) => boolean;
  /** Saves these drafts: all of them or, with an AppError, none. */
  readonly save: (ids: readonly string[]) => Promise<unknown>;
}

export function refuse(id: string | null, code: ErrorCode, issue: FieldIssue): Taken {
  return { ok: false, id, code, errors: [issue] };
}

export interface EntityBatch<E> {
  readonly schema: z.ZodType<E>;
  /** The fields there are. */
  readonly fields: readonly string[];
  /** The id of the entity that a row means. */
  readonly identify: (values: Values) => { readonly id: string } | Extract<Taken, { readonly ok: false }>;
  readonly find: (id: string) => E | undefined;
  /** What a new one is where its row does not say, besides what the schema gives it. */
  readonly initial?: Partial<E>;
  /** The entity as it comes on file. */
  readonly toStored?: (entity: E, before: E | undefined) => E;
  readonly save: (entities: readonly E[]) => Promise<unknown>;
}

/** A batch in which each row is an entity: what it does not name stays as it is on file, or is as the schema has it. */
export function createBatch<E>({
  schema,
  fields,
  identify,
  find,
  initial,
  toStored = same,
  save,
}: EntityBatch<E>): ImportBatch {
  const drafts = new Map<string, E>();
  const take = (values: Values): Taken => {
    const identified = identify(values);
    if (!("ok" in identified) && drafts.has(identified.id))
      return refuse(identified.id, "CONFLICT", { field: "id", problem: `another row is ${identified.id} too` });
    if ("ok" in identified) return identified;
    const { id } = identified;
    const unknown = Object.keys(values).find((name) => !fields.includes(name));
    if (unknown !== undefined)
      return refuse(id, "INVALID_INPUT", {
        field: unknown,
        problem: "there is no such field",
        expected: fields.join(", "),
      });
    const before = find(id);
    const merged: Record<string, unknown> = { ...(before ?? initial), ...values, id };
    const parsed = schema.safeParse(merged);
    if (!parsed.success)
      return {
        ok: false,
        id,
        code: "INVALID_INPUT",
        errors: toFieldIssues(parsed.error).map((issue) => explain(issue, merged)),
      };
    const after = toStored(parsed.data, before);
    if (before !== undefined && isDeepStrictEqual(before, after)) return { ok: true, id, outcome: "unchanged" };
    drafts.set(id, after);
    return { ok: true, id, outcome: before === undefined ? "created" : "changed" };
  };
  return {
    take,
    isDraft: (id) => drafts.has(id),
    save: async (ids) => save(ids.flatMap((id) => drafts.get(id) ?? [])),
  };
}

function same<E>(entity: E): E {
  return entity;
}

function explain(issue: FieldIssue, merged: Readonly<Record<string, unknown>>): FieldIssue {
  if (merged[issue.field] !== undefined) return issue;
  return { field: issue.field, problem: "a new one needs it", expected: "a value" };
}
