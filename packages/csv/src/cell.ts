/** What a cell says, or what is wrong with it and what would be right. */
export type Read = { readonly value: unknown } | { readonly problem: string; readonly expected: string };

/** Finds what people call by an address or a name. */
export interface Lookups {
  readonly rep: (text: string) => Read;
  readonly pool: (text: string) => Read;
}

/** How a value stands in a cell. */
export interface Cell<T> {
  /** Never of an empty cell. The schema of the field has the last word. */
  readonly read: (text: string, lookups: Lookups) => Read;
  /** The empty text: there is none. */
  readonly write: (value: T) => string;
}

export const text: Cell<string> = { read: (value) => ({ value }), write: (value) => value };

/** A name from a closed list, in any case: `Closed Lost` is `closed_lost`. `also`: what others call it, in that form. */
export function choice(also: Readonly<Record<string, string>> = {}): Cell<string> {
  return {
    read: (typed) => {
      const name = typed
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_-]+/g, "_");
      return { value: also[name] ?? name };
    },
    write: (value) => value,
  };
}

export const slug: Cell<string> = { read: (typed) => ({ value: toSlug(typed) }), write: (value) => value };

function toSlug(typed: string): string {
  return typed.trim().toLowerCase().replaceAll(/\s+/g, "-");
}

/** `1200`, `1,200`, `80 %`. */
export const whole: Cell<number> = {
  read: (typed) => {
    const digits = typed.trim().replace(/\s*%$/, "");
    const plain = /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(",", "") : digits;
    if (!/^\d{1,15}$/.test(plain))
      return { problem: `"${typed}" is not a whole number`, expected: "a whole number such as 50" };
    return { value: Number(plain) };
  },
  write: String,
};

export const number: Cell<number> = {
  read: (typed) => {
    const value = Number(typed.trim());
    if (!Number.isFinite(value)) return { problem: `"${typed}" is not a number`, expected: "a number such as 87.5" };
    return { value };
  },
  write: String,
};

const TIME_WITH_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)? ?(Z|[+-]\d\d:?\d\d)$/;

/** An instant with its zone, or a day, which is its first instant in UTC. */
export const instant: Cell<string> = {
  read: (typed) => {
    const written = typed.trim();
    const isInstant = TIME_WITH_ZONE.test(written) || /^\d{4}-\d\d-\d\d$/.test(written);
    const ms = isInstant ? Date.parse(written.replace(/^(\S+) (\d)/, "$1T$2").replace(" ", "")) : Number.NaN;
    if (Number.isNaN(ms)) {
      return {
        problem: `"${typed}" is not a time with its zone`,
        expected: "a time such as 2026-11-22T09:30:00Z or 2026-11-22 10:30+01:00, or a day such as 2026-11-22",
      };
    }
    return { value: new Date(ms).toISOString() };
  },
  write: (value) => value,
};

/** An id; one without its prefix, as other systems have it, gets it. */
export function id(prefix: string): Cell<string> {
  return { read: (typed) => ({ value: withPrefix(typed.trim(), prefix) }), write: (value) => value };
}

function withPrefix(typed: string, prefix: string): string {
  return typed.startsWith(`${prefix}_`) ? typed : `${prefix}_${typed}`;
}

/** A rep or a pool: by id, or as the look-up knows him or it. */
export function reference(kind: keyof Lookups): Cell<string> {
  return {
    read: (typed, lookups) => (typed.startsWith(`${kind}_`) ? { value: typed } : lookups[kind](typed)),
    write: (value) => value,
  };
}

/**
 * Several of them, separated by `;` and, where `separators` says so, by others. What holds a separator or a backslash has
 * a backslash before each.
 */
export function list<T>(item: Cell<T>, separators = ";\n"): Cell<readonly T[]> {
  const special = new RegExp(`[\\\\${separators}]`, "g");
  return {
    read: (typed, lookups) => {
      const values: unknown[] = [];
      for (const part of split(typed, separators)) {
        if (part === "") continue;
        const read = item.read(part, lookups);
        if ("problem" in read) return read;
        values.push(read.value);
      }
      return { value: values };
    },
    write: (values) => values.map((value) => item.write(value).replaceAll(special, String.raw`\$&`)).join("; "),
  };
}

function split(typed: string, separators: string): readonly string[] {
  const parts = [""];
  for (const [, escaped, plain = ""] of typed.matchAll(/\\([\s\S])|([\s\S])/g)) {
    if (escaped === undefined && separators.includes(plain)) parts.push("");
    else parts[parts.length - 1] += escaped ?? plain;
  }
  return parts.map((part) => part.trim());
}

/** `key = value`. */
export function pair<K extends string, V extends string>(
  keys: { readonly key: K; readonly value: V },
  cells: { readonly key: Cell<string>; readonly value: Cell<string> | Cell<number> },
): Cell<Readonly<Record<K, string> & Record<V, string | number>>> {
  return {
    read: (typed, lookups) => {
      const [, left, right] = /^([^=]+)=(.+)$/s.exec(typed) ?? [];
      if (left === undefined || right === undefined)
        return { problem: `"${typed}" is not a pair`, expected: `${keys.key}=${keys.value}` };
      const key = cells.key.read(left.trim(), lookups);
      if ("problem" in key) return key;
      const value = cells.value.read(right.trim(), lookups);
      if ("problem" in value) return value;
      return { value: { [keys.key]: key.value, [keys.value]: value.value } };
    },
    write: (value) => `${value[keys.key]}=${value[keys.value]}`,
  };
}
