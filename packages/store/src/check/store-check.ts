/** An invariant as a query that anybody can run; each row that it returns is a violation. */
export type StoreCheck = {
  /** kebab-case. */
  readonly name: string;
  /** Its number in the list of invariants. */
  readonly invariant: `I-${number}`;
  /** What holds when there are no rows. */
  readonly description: string;
  /** Plain SQL without parameters, so that it can be pasted into psql. */
  readonly sql: string;
};
