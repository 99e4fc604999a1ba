/** What JSON can say, as data that nobody changes. Members that are undefined are left out, as `JSON.stringify` does. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON with the keys of every object sorted and no blanks: equal values have equal text, whoever wrote them. The hash
 * of a rule set is taken over this text.
 */
export function toCanonicalJson(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(toCanonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, member]) => (member === undefined ? [] : [`${JSON.stringify(key)}:${toCanonicalJson(member)}`]));
  return `{${members.join(",")}}`;
}

/** `Array.isArray` does not tell a readonly array from an object. */
function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
