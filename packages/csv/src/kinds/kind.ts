import type { Read } from "../cell.ts";
import type { Column } from "../column.ts";

export type Values = Readonly<Record<string, unknown>>;

/** How one kind of entity stands in a file. */
export interface Kind<Entity> {
  readonly columns: readonly Column<Entity>[];
  /** Of each group a file has one column at least: else no row of it can be told from another. */
  readonly needs: readonly (readonly string[])[];
  /** What the cells of a row say together, as the service takes it. */
  readonly join: (values: Values) => Read;
  /** What makes a row the same as another one of the file; undefined: it has no such thing. */
  readonly keyOf: (values: Values) => string | undefined;
  /** The field that refers to another entity of this kind, which may stand further down. */
  readonly refersTo: string | null;
}

export const asTheyAre = (values: Values): Read => ({ value: values });

/** By id, or, without one, by what else tells them apart. */
export function keyBy(natural: (values: Values) => unknown): Kind<never>["keyOf"] {
  return (values) => {
    if (typeof values["id"] === "string") return values["id"];
    const key = natural(values);
    return typeof key === "string" ? `natural ${key.toLowerCase()}` : undefined;
  };
}
