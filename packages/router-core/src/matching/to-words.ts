/** `"gmbh ag  kg"` → `["gmbh", "ag", "kg"]`: a list that is written as text. */
export function toWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
