/** What is wrong in one place: ids, times and counts, nothing personal. */
export type Violation = Readonly<Record<string, unknown>>;

/** What came of checking one invariant. */
export interface Finding {
  /** Its number in the list of invariants, e.g. `I-20`. */
  readonly invariant: string;
  /** kebab-case. */
  readonly name: string;
  /** It holds, as far as could be checked; `detail` says what could not. */
  readonly ok: boolean;
  /** How many things were looked at one by one, where they were. */
  readonly checked?: number;
  /** A sentence for people. */
  readonly detail: string;
  /** At most `MAX_VIOLATIONS` of what is wrong. */
  readonly violations: readonly Violation[];
}

/** Enough to see what is wrong; a broken invariant may have millions. */
export const MAX_VIOLATIONS = 20;
