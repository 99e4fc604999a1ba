/**
 * What follows works on text that the engine's own formatter has written: one statement, no comments, `'` and `` ` ``
 * as the only quotes, a backslash before each of them that is inside.
 */
const QUOTED = /'(?:[^'\\]|\\[^])*'|`(?:[^`\\]|\\[^])*`/g;

/** The same text, and as long, with a `_` for each character inside quotes: keywords in it are keywords. */
export function blankQuoted(text: string): string {
  return text.replace(QUOTED, (quoted) => quoted[0] + "_".repeat(quoted.length - 2) + quoted[0]);
}

/** The format that the statement asks for; null: none. */
export function findFormat(text: string): string | null {
  return /\bFORMAT (\w+)(?= SETTINGS |$)/.exec(blankQuoted(text))?.[1] ?? null;
}

/** What its SETTINGS clauses set. One that this overlooks the engine refuses: sessions are read-only. */
export function findSettings(text: string): ReadonlyMap<string, string> {
  const blank = blankQuoted(text);
  const found = new Map<string, string>();
  for (const clause of blank.matchAll(/\bSETTINGS ((?:\w+ = (?:'_*'|[-\w.]+)(?:, )?)+)/g)) {
    const from = clause.index + "SETTINGS ".length;
    for (const pair of (clause[1] ?? "").matchAll(/(\w+) = ('_*'|[-\w.]+)/g)) {
      const [whole, name = "", value = ""] = pair;
      const end = from + pair.index + whole.length;
      found.set(name, unquote(text.slice(end - value.length, end)));
    }
  }
  return found;
}

/** Puts a literal in the place of each `{name:Type}`. */
export function replaceParameters(text: string, toLiteral: (name: string, type: string) => string): string {
  const blank = blankQuoted(text);
  let result = "";
  let done = 0;
  for (const parameter of blank.matchAll(/\{(\w+):([^{}]+)\}/g)) {
    const [whole, name = "", type = ""] = parameter;
    // The type from the text itself: a time zone in it is quoted.
    const start = parameter.index + whole.length - 1 - type.length;
    result += text.slice(done, parameter.index) + toLiteral(name, text.slice(start, start + type.length));
    done = parameter.index + whole.length;
  }
  return result + text.slice(done);
}

function unquote(value: string): string {
  return value.startsWith("'") ? value.slice(1, -1).replace(/\\([^])/g, "$1") : value;
}
