import type { ParsedBody } from "./raw-field.ts";

const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;

/** Reads `a=1&b=2`. A `%` that starts no escape stays as typed: "100 % sure" must not cost a lead. */
export function parseForm(text: string): ParsedBody {
  const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
  const broken = fields.some(({ name, value }) => name.includes("\uFFFD") || value.includes("\uFFFD"));
  return {
    fields,
    warnings: [
      ...(BROKEN_ESCAPE.test(text) ? ["form: a % that starts no escape was kept as typed"] : []),
      ...(broken ? ["form: some characters were not UTF-8 and could not be read"] : []),
    ],
  };
}
