/** Of the blanks, the one that is plain unless it begins or ends a text. */
export const BLANK = 0x20;
/** The last plain letter. */
const TILDE = 0x7e;
const BEFORE_A = 0x40;
const AFTER_Z = 0x5b;

// Both are asked for each letter of each text, so they are without branches and small enough to be compiled in place.

/** Whether a letter folds by itself: printable ASCII. A blank does where the text neither begins nor ends with it. */
export function isPlain(code: number): boolean {
  return (code - BLANK) >>> 0 <= TILDE - BLANK;
}

/** The lower case of a plain letter. */
export function toLowerCode(code: number): number {
  // Both differences are below zero for a capital alone: the sign is shifted to the bit that makes it a small letter.
  return code | ((((BEFORE_A - code) & (code - AFTER_Z)) >>> 26) & BLANK);
}
