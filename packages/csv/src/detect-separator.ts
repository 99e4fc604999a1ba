const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Whether the text holds the whole first row: a line break outside of quotes. */
export function isWholeHeader(text: string): boolean {
  return /[\r\n]/.test(withoutQuoted(text));
}

/** What separates the cells of the first row: the candidate that stands most often outside of quotes; a comma where none does. */
export function detectSeparator(text: string): string {
  const [header = ""] = withoutQuoted(text).split(/[\r\n]/, 1);
  const count = (separator: string) => header.split(separator).length;
  return SEPARATORS.reduce<string>((best, separator) => (count(separator) > count(best) ? separator : best), ",");
}

function withoutQuoted(text: string): string {
  return text.replaceAll(/"(?:[^"]|"")*(?:"|$)/g, "");
}
