/**
 * What a spreadsheet may take for a formula: the characters that OWASP lists under "CSV injection", and their full-width
 * forms, which some locales read alike. Any number of apostrophes before them, so that the two functions are exact inverses.
 */
const RISKY = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The cell as a file may hold it: one that a spreadsheet could run starts with an apostrophe. */
export function neutralise(cell: string): string {
  return RISKY.test(cell) ? `'${cell}` : cell;
}

/** Undoes `neutralise`, and nothing else: an apostrophe before anything harmless stays. */
export function restore(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell) ? cell.slice(1) : cell;
}
