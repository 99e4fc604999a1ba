import type { ErrorCode } from "@pointsman/contracts/error";

import { refuse, type EntityBatch } from "./batch.ts";

interface Natural {
  /** Of the ids that are made from it, e.g. `rep`. */
  readonly prefix: string;
  /** The field by which a row without an id is known. */
  readonly field: string;
  /** Its value in a row; undefined: the row has none. */
  readonly keyOf: (value: unknown) => string | undefined;
  /** Who on file has it. */
  readonly findByKey: (key: string) => readonly string[];
  readonly isOnFile: (id: string) => boolean;
}

/**
 * Says which entity a row means: by its id, else the one on file with its natural key, else a new one whose id is made from
 * that key, so that the same row means the same entity the next time.
 */
export function identifyBy({ prefix, field, keyOf, findByKey, isOnFile }: Natural): EntityBatch<unknown>["identify"] {
  const refused = (code: ErrorCode, problem: string, expected: string) =>
    refuse(null, code, { field, problem, expected }) as Extract<ReturnType<typeof refuse>, { readonly ok: false }>;
  return (values) => {
    if (typeof values["id"] === "string") return { id: values["id"] };
    const key = keyOf(values[field]);
    if (key === undefined) return refused("INVALID_INPUT", "the row has neither it nor an id", "one of the two");
    const [found, other] = findByKey(key);
    if (found !== undefined && other === undefined) return { id: found };
    if (other !== undefined)
      return refused("CONFLICT", `"${key}" is on file more than once: ${found}, ${other}`, "an id");
    const id = toOwnId(prefix, key);
    if (id === undefined) return refused("INVALID_INPUT", `no id can be made from "${key}"`, "an id");
    return isOnFile(id) ? refused("CONFLICT", `the id made from it, ${id}, is another's`, "an id") : { id };
  };
}

/** `Ann.Lee@apex.example` → `rep_ann.lee-apex.example` */
export function toOwnId(prefix: string, key: string): string | undefined {
  const body = key
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 90);
  return body === "" ? undefined : `${prefix}_${body}`;
}

export function textKey(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
