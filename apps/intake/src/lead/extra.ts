import type { RawField } from "../body/raw-field.ts";
import { cleanLine, cleanText, cutText } from "../normalise/text.ts";
import type { Warnings } from "./warnings.ts";

/** Together they keep a lead well below a queue message's 128 KB, whatever was posted. */
const MAX_EXTRA_FIELDS = 40;
const MAX_EXTRA_LENGTH = 1_000;
const MAX_EXTRA_TOTAL = 10_000;

/** Names that reach an object's prototype somewhere down the line, in somebody's code. */
const UNSAFE_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Keeps the fields that have no name here, within bounds. Values under one name are joined: `a, b`. */
export function collectExtra(
  fields: readonly RawField[],
  warnings: Warnings,
): { readonly extra?: Readonly<Record<string, string>> } {
  const extra = new Map<string, string>();
  let total = 0;
  let dropped = 0;
  for (const field of fields) {
    const name = cutText(cleanLine(field.name), 100);
    if (name.split(".").some((part) => UNSAFE_NAMES.has(part))) {
      warnings.addLine("a field whose name may not be used was ignored");
      continue;
    }
    const before = extra.get(name);
    const typed = cleanText(field.value);
    const joined = before === undefined ? typed : `${before}, ${typed}`;
    const value = cutText(joined, MAX_EXTRA_LENGTH);
    const growth = value.length - (before?.length ?? -name.length);
    if (value === "" || name === "") continue;
    if ((before === undefined && extra.size >= MAX_EXTRA_FIELDS) || total + growth > MAX_EXTRA_TOTAL) {
      dropped += 1;
      continue;
    }
    if (value !== joined) warnings.add(name, `cut to ${MAX_EXTRA_LENGTH} characters`);
    extra.set(name, value);
    total += growth;
  }
  if (dropped > 0) {
    warnings.addLine(
      `${dropped} more fields were left out: at most ${MAX_EXTRA_FIELDS} and ${MAX_EXTRA_TOTAL} characters`,
    );
  }
  return extra.size === 0 ? {} : { extra: Object.fromEntries(extra) };
}
