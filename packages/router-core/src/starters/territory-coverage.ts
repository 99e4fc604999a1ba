import type { TerritoryId } from "@pointsman/contracts/id";

import type { FactsOf } from "../typed-facts.ts";
import type { DerivedFactOf } from "../typed-rule-set.ts";

/** A territory by the countries that belong to it; more specific ones first. */
export interface TerritoryCoverage {
  readonly territoryId: TerritoryId;
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  /** States or provinces, as forms write them: `CA`, `California`. None: all of the countries. */
  readonly regions?: readonly string[];
}

type Row = DerivedFactOf<FactsOf>["rows"][number];

/** The decision table `territory`: where the company is. */
export function toTerritoryTable(coverage: readonly TerritoryCoverage[]) {
  return { fact: "territory", rows: coverage.map(toRow) } as const;
}

function toRow({ territoryId, countries, regions = [] }: TerritoryCoverage): Row & { readonly value: TerritoryId } {
  const inCountry = { fact: "lead.country", op: "in", value: countries } as const;
  const when =
    regions.length === 0 ? inCountry : { all: [inCountry, { fact: "lead.region", op: "in", value: regions } as const] };
  return { when, value: territoryId };
}
