/** The words of a text, for word lists that would be a line a word otherwise. */
export function toWords(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
