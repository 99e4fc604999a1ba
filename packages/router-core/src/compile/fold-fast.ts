import { foldText } from "../conditions/fold-text.ts";

/** Longer text is folded without a look: facts that rules name are short. */
const MAX_LOOK = 64;
const SPACE = 0x20;
const TILDE = 0x7e;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** `foldText` for text that mostly is short printable ASCII with nothing to fold: such text is handed back as it is. */
export function foldFast(text: string): string {
  const last = text.length - 1;
  if (last >= MAX_LOOK) return foldText(text);
  let hasCapitals = false;
  for (let index = 0; index <= last; index++) {
    const code = text.charCodeAt(index);
    if (code > TILDE || code < SPACE || (code === SPACE && (index === 0 || index === last))) return foldText(text);
    if (code >= UPPER_A && code <= UPPER_Z) hasCapitals = true;
  }
  return hasCapitals ? text.toLowerCase() : text;
}
