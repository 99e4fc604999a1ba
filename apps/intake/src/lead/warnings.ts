import { cleanLine, cutText } from "../normalise/text.ts";

const MAX_WARNINGS = 50;

/** Collects what intake could not understand, within the bounds of `Submission.warnings`. */
export class Warnings {
  readonly #lines: string[] = [];

  /** @param field as the caller named it */
  add(field: string, warning: string): void {
    this.addLine(`${cutText(cleanLine(field), 100)}: ${warning}`); // a long name must not push the warning out
  }

  addLine(line: string): void {
    if (this.#lines.length < MAX_WARNINGS) this.#lines.push(cutText(cleanLine(line), 300));
  }

  toList(): readonly string[] {
    return [...this.#lines];
  }
}
