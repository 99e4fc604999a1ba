import type { Condition } from "@pointsman/contracts/rule-set";

import type { BitRowBuilder } from "./bit-rows.ts";

/** One position of an index, with what it asks of a column. */
export interface ColumnEntry {
  readonly position: number;
  /** Conditions on this column alone. */
  readonly conditions: readonly Condition[];
}

/** Everything a column is built from. */
export interface ColumnSource {
  readonly fact: string;
  readonly entries: readonly ColumnEntry[];
  readonly builder: BitRowBuilder;
  /** The row with the positions that ask nothing of this column. */
  readonly open: number;
}

/** The part of an index that looks at one fact. */
export interface Column {
  readonly fact: string;
  /** The row of the positions that the value, null where it is not known, satisfies; `UNKNOWN_SHAPE` for a value that no row was made for. */
  rowOf(value: unknown): number;
}

/** Lists and whatever else is not text, a number, a boolean or missing: the rules are evaluated as they are written. */
export const UNKNOWN_SHAPE = -1;
