import type { Condition } from "@pointsman/contracts/rule-set";

import type { ClassSet } from "./class-set.ts";

/** The part of an index that looks at one fact. */
export interface Column {
  readonly fact: string;
  /** Values are told apart in so many classes, numbered from 0: what rules ask holds for all of a class or for none. */
  readonly classCount: number;
  /** Classes before this one are those of the many values that no rule names: missing, any other text, yes and no. */
  readonly firstNamed: number;
  /** The class of a value; `UNKNOWN_SHAPE` for one that has none. */
  classOf(value: unknown): number;
}

/** A column with, for each of the entries it was made from, the classes of which its conditions hold. */
export interface ColumnWithSets {
  readonly column: Column;
  readonly sets: readonly ClassSet[];
}

/** What a column is made from: for each entry its conditions, which are on this column alone. */
export interface ColumnSource {
  readonly fact: string;
  readonly entries: readonly (readonly Condition[])[];
}

/** A list where rules compare with single values: the rules are evaluated as they are written. */
export const UNKNOWN_SHAPE = -1;
