import { foldText } from "../conditions/fold-text.ts";
import type { BitRowBuilder } from "./bit-rows.ts";
import { foldFast } from "./fold-fast.ts";
import type { Tester } from "./to-tester.ts";

/** An entry that names texts. */
interface NamingEntry {
  readonly position: number;
  readonly holds: Tester;
  /** Folded text → the text as written. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Rows by text. */
export class TextRows {
  /** By the text as rules write it and as it folds to: what most leads bring needs no folding. */
  readonly #bySpelling = new Map<string, number>();
  readonly #byFold = new Map<string, number>();
  readonly #otherRow: number;

  /** @param otherRow row of the texts that no entry names */
  constructor(entries: readonly NamingEntry[], otherRow: number, builder: BitRowBuilder) {
    this.#otherRow = otherRow;
    const otherText = unnamedText(entries);
    for (const { position, holds, texts } of entries) {
      const holdsForOthers = holds(otherText);
      for (const [folded, text] of texts) {
        const row = this.#byFold.get(folded) ?? builder.addCopy(otherRow);
        this.#byFold.set(folded, row);
        // Folding is not idempotent for a few letters (J̌): only text that folds to itself may stand for its fold.
        if (foldText(folded) === folded) this.#bySpelling.set(folded, row);
        if (holds(text) !== holdsForOthers) builder.set(row, position, !holdsForOthers);
      }
    }
    for (const { texts } of entries) {
      for (const [folded, text] of texts) this.#bySpelling.set(text, this.#byFold.get(folded) ?? otherRow);
    }
  }

  rowOf(text: string): number {
    const row = this.#bySpelling.get(text);
    if (row !== undefined) return row;
    const folded = foldFast(text);
    return (folded === text ? undefined : this.#byFold.get(folded)) ?? this.#otherRow;
  }
}

/** A text that no entry names: it stands for all such. */
export function unnamedText(entries: readonly Pick<NamingEntry, "texts">[]): string {
  let text = "\u0000";
  while (entries.some(({ texts }) => texts.has(text))) text += "\u0000";
  return text;
}
