import { inPlainWords } from "@pointsman/contracts/plain-words";
import type { z } from "zod";

import type { Cell, Lookups, Read } from "./cell.ts";

/** A column of one kind of entity: where its value belongs, what others call it, how it stands in a cell. */
export interface Column<Entity> {
  /** As it is called in exports, and in `--map`. */
  readonly field: string;
  readonly aliases: readonly string[];
  readonly read: (text: string, lookups: Lookups) => Read;
  readonly write: (entity: Entity) => string;
  /** What an empty cell says; undefined: nothing. */
  readonly empty: { readonly value: unknown } | undefined;
}

interface Spec<T> {
  readonly cell: Cell<T>;
  readonly aliases?: readonly string[];
  /** What an empty cell says; where absent it says nothing, and what is on file stays. */
  readonly empty?: unknown;
}

/** A column whose cell is one field of the entity, checked by the field's own schema. */
export function fieldColumn<Entity extends object, K extends keyof Entity & string>(
  field: K,
  schema: z.ZodType,
  spec: Spec<NonNullable<Entity[K]>>,
): Column<Entity> {
  return {
    field,
    aliases: spec.aliases ?? [],
    read: (text, lookups) => check(schema, spec.cell.read(text, lookups)),
    write: (entity) => {
      const value = entity[field];
      return value === null || value === undefined ? "" : spec.cell.write(value);
    },
    empty: "empty" in spec ? { value: spec.empty } : undefined,
  };
}

/** The value as the schema leaves it, or what the schema says of it. */
export function check(schema: z.ZodType, read: Read): Read {
  if ("problem" in read) return read;
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const shown = typeof read.value === "string" ? `"${read.value.slice(0, 60)}" is not valid` : "it is not valid";
  return { problem: shown, expected: inPlainWords(issue?.message ?? "another value").replace(/^expected /, "") };
}
