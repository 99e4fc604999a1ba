const SPACE = 0x20;
const TILDE = 0x7e;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** Whether a letter folds by itself: printable ASCII, and no blank that begins the text. */
export function isPlain(code: number, index: number): boolean {
  return code <= TILDE && (index === 0 ? code > SPACE : code >= SPACE);
}

/** The lower case of a plain letter. */
export function toLowerCode(code: number): number {
  return code >= UPPER_A && code <= UPPER_Z ? code + SPACE : code;
}
