import type { CustomFact, Facts, FactType, FactValue } from "@pointsman/contracts/rule-set";

const READERS: { readonly [Type in FactType]: (text: string) => FactValue } = {
  text: (text) => text,
  number: readNumber,
  boolean: readBoolean,
  time: readTime,
  text_list: readList,
};

/**
 * The facts that a rule set declares over the form's own fields. A field that is not there, is blank or cannot be read
 * as its type is not known, and is left out.
 */
export function readCustomFacts(
  declared: readonly CustomFact[],
  extra: { readonly [field: string]: string } | undefined,
): Facts {
  if (declared.length === 0 || extra === undefined) return {};
  const fields = new Map(Object.entries(extra).map(([name, text]) => [toFieldKey(name), text.trim()]));
  const facts = declared.map(({ fact, type, field }): readonly [string, FactValue] => {
    const text = fields.get(toFieldKey(field)) ?? "";
    return [fact, text === "" ? null : READERS[type](text)];
  });
  return Object.fromEntries(facts.filter(([, value]) => value !== null));
}

function toFieldKey(name: string): string {
  return name.trim().toLowerCase();
}

/** Digits, in groups of three by comma, blank or apostrophe, or in one; a point before decimals. `1.200` is 1.2. */
function readNumber(text: string): FactValue {
  if (!/^[+-]?(?:\d{1,15}|\d{1,3}(?:[, '’\u00a0\u202f]\d{3}){1,4})(?:\.\d{1,15})?$/.test(text)) return null;
  return Number(text.replaceAll(/[, '’\u00a0\u202f]/g, ""));
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "y", "on", "1"].map((text) => [text, true] as const),
  ...["false", "no", "n", "off", "0"].map((text) => [text, false] as const),
]);

function readBoolean(text: string): FactValue {
  return BOOLEANS.get(text.toLowerCase()) ?? null;
}

/** A date (its midnight in UTC), or a time of day with its offset from UTC. */
function readTime(text: string): FactValue {
  const isTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const epochMs = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(epochMs) ? null : new Date(epochMs).toISOString();
}

function readList(text: string): FactValue {
  const items = text
    .split(/[,;|\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return items.length === 0 ? null : [...new Set(items)];
}
