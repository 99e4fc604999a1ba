const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  undefined: "nothing",
};

const BOUNDS: Readonly<Record<string, string>> = {
  ">=": "at least",
  ">": "more than",
  "<=": "at most",
  "<": "less than",
};

/** What zod says of its own accord, by how it begins; what a schema says itself is left as it is. */
const WORDINGS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^Invalid input: expected (\w+), received undefined$/, (type) => `it is missing: expected ${nameType(type)}`],
  [
    /^Invalid input: expected (\w+), received (\w+)$/,
    (type, got) => `expected ${nameType(type)}, not ${nameType(got)}`,
  ],
  [/^Invalid input: expected (.+)$/s, (value) => `expected ${value}`],
  [/^Invalid option: expected one of (.+)$/s, (options) => `expected one of ${options.replaceAll('"|"', '", "')}`],
  [
    /^Too (?:small|big): expected \w+ to (?:have|be) ([<>]=?)(\S+)(.*)$/s,
    (sign, n, of) => `expected ${BOUNDS[sign]} ${n}${count(n, of)}`,
  ],
  [/^Too (?:small|big): expected \w+ to have (exactly \S+.*)$/s, (rest) => `expected ${rest}`],
  [
    /^Invalid discriminator value\. Expected (.+)$/s,
    (options) => `expected one of ${options.replaceAll("' | '", "', '")}`,
  ],
  [/^Invalid email address$/, () => "expected an e-mail address such as jane@example.com"],
  [/^Invalid URL$/, () => "expected a URL such as https://www.example.com"],
];

function nameType(type = ""): string {
  return TYPES[type] ?? type;
}

function count(n: string, of: string): string {
  return n === "1" ? of.replace(/s$/, "") : of;
}

/** A message of zod as callers and users are told it: what would be right, in plain words. */
export function inPlainWords(message: string): string {
  for (const [pattern, write] of WORDINGS) {
    const found = pattern.exec(message);
    if (found !== null) return write(...found.slice(1));
  }
  return message;
}
