/** Longer text is folded without a look: facts that rules name are short. */
const MAX_LOOK = 64;
const SPACE = 0x20;
const TILDE = 0x7e;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** Whether `foldText` surely leaves the text as it is: printable ASCII without capitals and without blanks at its ends. */
export function isFolded(text: string): boolean {
  const last = text.length - 1;
  if (last >= MAX_LOOK) return false;
  for (let index = 0; index <= last; index++) {
    const code = text.charCodeAt(index);
    if (code > TILDE || code < SPACE || (code >= UPPER_A && code <= UPPER_Z)) return false;
    if (code === SPACE && (index === 0 || index === last)) return false;
  }
  return true;
}
