/** Where a value is not as its shape says, e.g. `{ path: "inputs.request.now", problem: "missing" }`. */
export interface Misfit {
  readonly path: string;
  readonly problem: string;
}

type Check = (value: unknown, path: string) => Misfit | null;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const TEXT = kind("text", (value) => typeof value === "string");
export const TEXT_OR_NULL = kind("text or null", (value) => value === null || typeof value === "string");
export const NUMBER = kind("a number", (value) => typeof value === "number");
export const LIST = kind("a list", (value) => Array.isArray(value));
export const OBJECT = kind("an object", isObject);
export const OBJECT_OR_NULL = kind("an object or null", (value) => value === null || isObject(value));

/** An object with these parts at least. */
export function shape(parts: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(parts);
  return (value, path) => {
    if (!isObject(value)) return OBJECT(value, path);
    return firstOf(checks, ([key, check]) => check(value[key], join(path, key)));
  };
}

/** A part that may be left out. */
export function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

/** An object used as a table: any keys, values of one shape. */
export function recordOf(check: Check): Check {
  return (value, path) =>
    isObject(value)
      ? firstOf(Object.entries(value), ([key, item]) => check(item, join(path, key)))
      : OBJECT(value, path);
}

export function listOf(check: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? firstOf([...value.entries()], ([index, item]) => check(item, `${path}[${index}]`))
      : LIST(value, path);
}

/** The first misfit of the value, in the order of the shape; null where it fits. */
export function findMisfit(value: unknown, check: Check): Misfit | null {
  return check(value, "");
}

function kind(expected: string, fits: (value: unknown) => boolean): Check {
  return (value, path) => {
    if (fits(value)) return null;
    return { path, problem: value === undefined ? "missing" : `expected ${expected}` };
  };
}

function firstOf<T>(items: readonly T[], check: (item: T) => Misfit | null): Misfit | null {
  for (const item of items) {
    const misfit = check(item);
    if (misfit !== null) return misfit;
  }
  return null;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
