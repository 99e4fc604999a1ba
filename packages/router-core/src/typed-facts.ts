import type { CustomFact, FactType } from "@pointsman/contracts/rule-set";

import type { FACT_FAMILIES, FACTS } from "./facts/registry.ts";

/** What the compiler knows of a fact: its type, and what it may be compared with. */
export interface FactShape {
  readonly type: FactType;
  readonly value: string | number | boolean;
}

/** Facts by name. A family of names is a template: `account.team.${string}`. */
export type FactShapes = { readonly [name: string]: FactShape };

/** A decision table as far as the compiler needs it: its name and its values. */
export interface DerivedShape {
  readonly fact: string;
  readonly rows: readonly { readonly value: string }[];
  readonly otherwise?: string | undefined;
}

interface ValueOfType {
  readonly text: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly time: string;
  readonly text_list: string;
}

type ShapeOf<Definition extends { readonly type: FactType }> = {
  readonly type: Definition["type"];
  readonly value: Definition extends { readonly values: readonly (infer Value extends string)[] }
    ? Value
    : ValueOfType[Definition["type"]];
};

type FromTerritory = "territory.name" | "territory.division";

/** Known to every condition. What is looked up by the fact `territory` is known once that is derived. */
type Registered = {
  readonly [Name in Exclude<keyof typeof FACTS, FromTerritory>]: ShapeOf<(typeof FACTS)[Name]>;
} & {
  readonly [Start in keyof typeof FACT_FAMILIES as `${Start}${string}`]: ShapeOf<(typeof FACT_FAMILIES)[Start]>;
};

type FromTerritoryShapes = { readonly [Name in FromTerritory]: ShapeOf<(typeof FACTS)[Name]> };

type CustomShapes<Custom extends readonly CustomFact[]> = {
  readonly [Fact in Custom[number] as Fact["fact"]]: {
    readonly type: Fact["type"];
    readonly value: ValueOfType[Fact["type"]];
  };
};

type DerivedShapes<Derived extends readonly DerivedShape[]> = {
  readonly [Fact in Derived[number] as Fact["fact"]]: {
    readonly type: "text";
    readonly value:
      | Fact["rows"][number]["value"]
      | (Fact extends { readonly otherwise: infer Otherwise extends string } ? Otherwise : never);
  };
};

/** The facts that a rule set with these decision tables and fields of its own may ask for. */
export type FactsOf<
  Derived extends readonly DerivedShape[] = [],
  Custom extends readonly CustomFact[] = [],
> = Registered &
  CustomShapes<Custom> &
  DerivedShapes<Derived> &
  ("territory" extends Derived[number]["fact"] ? FromTerritoryShapes : unknown);
