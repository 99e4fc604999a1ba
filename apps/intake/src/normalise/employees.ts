import type { EmployeeRange } from "@pointsman/contracts/lead";

import type { Normalised } from "./normalised.ts";

/** No company has more; what is above is a mistyped phone number. */
const MAX_EMPLOYEES = 10_000_000;

const NOT_UNDERSTOOD: Normalised<EmployeeRange> = { warning: "not understood as a number or range" };

const NUMBER = String.raw`(\d[\d,.' ]*)(k|m)?`;

interface Reading {
  readonly pattern: RegExp;
  readonly toRange: (first: number, second: number) => EmployeeRange;
}

const READINGS: readonly Reading[] = [
  { pattern: new RegExp(`^${NUMBER}$`), toRange: (count) => ({ min: count, max: count }) },
  { pattern: new RegExp(`^${NUMBER}(?:-|to)${NUMBER}$`), toRange: (min, max) => ({ min, max }) },
  { pattern: new RegExp(`^${NUMBER}(?:\\+|ormore|andmore|andup|andabove)$`), toRange: (min) => ({ min, max: null }) },
  { pattern: new RegExp(`^(?:>=|atleast)${NUMBER}$`), toRange: (min) => ({ min, max: null }) },
  { pattern: new RegExp(`^(?:>|over|morethan|above)${NUMBER}\\+?$`), toRange: (n) => ({ min: n + 1, max: null }) },
  { pattern: new RegExp(`^(?:<=|upto|atmost)${NUMBER}$`), toRange: (max) => ({ min: Math.min(1, max), max }) },
  {
    pattern: new RegExp(`^(?:<|under|lessthan|below|fewerthan)${NUMBER}$`),
    toRange: (n) => ({ min: Math.min(1, n - 1), max: n - 1 }),
  },
];

/** `"1,000+"`, `"10–50"`, `"501 to 1000 employees"`, `"1k-5k"`, `"<10"`, `"200"` → a range of head counts. */
export function normaliseEmployees(typed: string): Normalised<EmployeeRange> {
  const text = typed
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/employees?|people|persons?|staff|mitarbeiter|\s|~/g, "");
  for (const { pattern, toRange } of READINGS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const range = toRange(...readNumbers(match));
    return isPlausible(range) ? { value: range } : NOT_UNDERSTOOD;
  }
  return NOT_UNDERSTOOD;
}

/** In `1-5k` both are thousands, in `500-1k` only the second. */
function readNumbers([, first = "", firstUnit = "", second = "", secondUnit = ""]: RegExpExecArray): [number, number] {
  const sharesUnit = firstUnit === "" && toNumber(first, "") < toNumber(second, "");
  return [toNumber(first, sharesUnit ? secondUnit : firstUnit), toNumber(second, secondUnit)];
}

/** `1,000`, `1.000` and `1'000` are a thousand; `1.5k` is 1,500. */
function toNumber(digits: string, unit: string): number {
  const isGrouped = /^\d{1,3}(?:[,.']\d{3})+$/.test(digits);
  const count = Number(isGrouped ? digits.replaceAll(/[,.']/g, "") : digits);
  return Math.round(count * (UNITS[unit] ?? 1));
}

const UNITS: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 };

function isPlausible({ min, max }: EmployeeRange): boolean {
  if (!(min >= 0 && min <= MAX_EMPLOYEES)) return false;
  return max === null || (max >= min && max <= MAX_EMPLOYEES);
}
