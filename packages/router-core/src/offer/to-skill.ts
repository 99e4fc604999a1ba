import { foldText } from "../conditions/fold-text.ts";

/** The skill that a text asks for: skills are written as slugs, while a fact holds what somebody typed. `Rev Ops ` → `rev-ops`. */
export function toSkill(text: string): string {
  return foldText(text).replaceAll(/\s+/g, "-");
}
