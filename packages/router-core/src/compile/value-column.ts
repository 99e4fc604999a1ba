import { foldText } from "../conditions/fold-text.ts";
import { UNKNOWN_SHAPE, type Column, type ColumnEntry, type ColumnSource } from "./column.ts";
import { NumberRows } from "./number-rows.ts";
import { testsOf } from "./split-condition.ts";
import { TextRows, unnamedText } from "./text-rows.ts";
import { scalarsOf, toTester } from "./to-tester.ts";

/**
 * The column of tests on a fact's value. One row for each text that a rule names and one for all other texts; one for
 * each number that a rule names and one for each gap between two; one for true, false and not known. What holds for
 * one value of such a class holds for all of it, so a lead's fact is looked up once and no rule is asked.
 */
export class ValueColumn implements Column {
  readonly fact: string;
  readonly #missing: number;
  readonly #no: number;
  readonly #yes: number;
  readonly #texts: TextRows;
  readonly #numbers: NumberRows;

  constructor({ fact, entries, builder, open }: ColumnSource) {
    const prepared = entries.map(prepare);
    const rowFor = (value: string | number | boolean | null) => {
      const row = builder.addCopy(open);
      for (const { position, holds } of prepared) if (holds(value)) builder.set(row, position, true);
      return row;
    };
    this.fact = fact;
    this.#missing = rowFor(null);
    this.#no = rowFor(false);
    this.#yes = rowFor(true);
    this.#texts = new TextRows(prepared, rowFor(unnamedText(prepared)), builder);
    this.#numbers = new NumberRows({ entries: prepared, builder, open });
  }

  rowOf(value: unknown): number {
    if (typeof value === "string") return this.#texts.rowOf(value);
    if (typeof value === "number") return this.#numbers.rowOf(value);
    if (value === null || value === undefined) return this.#missing;
    if (typeof value === "boolean") return value ? this.#yes : this.#no;
    return UNKNOWN_SHAPE;
  }
}

function prepare({ position, conditions }: ColumnEntry) {
  const all = { all: conditions };
  const scalars = testsOf(all).flatMap(scalarsOf);
  const texts = scalars.filter((value) => typeof value === "string");
  const numbers = scalars.filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
  return {
    position,
    holds: toTester(all),
    texts: new Map(texts.map((text) => [foldText(text), text])),
    numbers: [...new Set(numbers)].toSorted((a, b) => a - b),
  };
}
