import codes from "i18n-iso-countries/codes.json" with { type: "json" };
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };

import type { Cell } from "./cell.ts";

/** What exports say, but no standard lists. */
const INFORMAL = { uk: "GB", england: "GB", scotland: "GB", wales: "GB", korea: "KR", czechrepublic: "CZ" };

const CODE_BY_NAME = buildIndex();

/** ISO 3166-1: a code of two or three letters, or the English name. */
export const country: Cell<string> = {
  read: (typed) => {
    const value = CODE_BY_NAME.get(fold(typed));
    if (value === undefined)
      return {
        problem: `"${typed}" is not a country we know`,
        expected: "a code such as US, or a name such as Germany",
      };
    return { value };
  },
  write: (value) => value,
};

/** A code by itself is one even where nobody has it yet: what is on file comes back. */
function buildIndex(): ReadonlyMap<string, string> {
  const names = Object.entries(english.countries).flatMap(([code, name]) =>
    (typeof name === "string" ? [name] : name).map((one): [string, string] => [fold(one), code]),
  );
  const byCode = codes.flatMap(([two = "", three = ""]): [string, string][] => [
    [fold(two), two],
    [fold(three), two],
  ]);
  return new Map([...names, ...Object.entries(INFORMAL), ...byCode]);
}

function fold(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}
