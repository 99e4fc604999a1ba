import { foldText } from "../conditions/fold-text.ts";

const HYPHEN = 0x2d;

/** The skill that a text asks for: skills are written as slugs, while a fact holds what somebody typed. `Rev Ops ` → `rev-ops`. */
export function toSkill(text: string): string {
  return isSlug(text) ? text : foldText(text).replaceAll(/\s+/g, "-");
}

/** Whether it is written as skills are, which most forms send. */
function isSlug(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isSmall = code >= 0x61 && code <= 0x7a;
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isSmall && !isDigit && code !== HYPHEN) return false;
  }
  return true;
}
