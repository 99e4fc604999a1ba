import type { JsonValue } from "@pointsman/contracts/primitive";

/**
 * JSON with the keys of every object sorted and no blanks: equal values have equal text, whoever wrote them. The hash
 * of a rule set is taken over this text.
 */
export function toCanonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${toCanonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
