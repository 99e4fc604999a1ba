import type {
  CustomFact,
  DerivedFact,
  FactType,
  RefiningRule,
  RoutingRule,
  RuleSet,
  Sla,
  Stage,
  UnavailableStep,
  WorkUnits,
} from "@pointsman/contracts/rule-set";

import type { DerivedShape, FactsOf, FactShape } from "./typed-facts.ts";

/** Names of the facts of a type. */
type NamesOf<Facts, Type extends FactType> = {
  [Name in keyof Facts & string]: Facts[Name] extends { readonly type: Type } ? Name : never;
}[keyof Facts & string];

/** What may be asked of one fact: the operators that go with its type, with values it can have. */
interface TestsOfType<Facts, Name extends string, Shape extends FactShape> {
  readonly text:
    | { readonly fact: Name; readonly op: "eq" | "ne"; readonly value: Shape["value"] }
    | { readonly fact: Name; readonly op: "in" | "not_in"; readonly value: readonly Shape["value"][] }
    | { readonly fact: Name; readonly op: "prefix" | "suffix" | "contains" | "glob"; readonly value: string }
    | { readonly fact: Name; readonly op: "eq_fact" | "ne_fact"; readonly value: NamesOf<Facts, "text"> };
  readonly number:
    | {
        readonly fact: Name;
        readonly op: "eq" | "ne" | "lt" | "lte" | "gt" | "gte";
        readonly value: number;
      }
    | { readonly fact: Name; readonly op: "in" | "not_in"; readonly value: readonly number[] }
    | {
        readonly fact: Name;
        readonly op: "between";
        readonly value: readonly [low: number, high: number];
        readonly halfOpen?: boolean;
      }
    | { readonly fact: Name; readonly op: "eq_fact" | "ne_fact"; readonly value: NamesOf<Facts, "number"> };
  readonly boolean:
    | { readonly fact: Name; readonly op: "eq" | "ne"; readonly value: boolean }
    | { readonly fact: Name; readonly op: "eq_fact" | "ne_fact"; readonly value: NamesOf<Facts, "boolean"> };
  readonly time:
    | { readonly fact: Name; readonly op: "before" | "after"; readonly value: string }
    | { readonly fact: Name; readonly op: "newer_than_days" | "older_than_days"; readonly value: number }
    | { readonly fact: Name; readonly op: "eq_fact" | "ne_fact"; readonly value: NamesOf<Facts, "time"> };
  readonly text_list:
    | { readonly fact: Name; readonly op: "any_of" | "all_of" | "none_of"; readonly value: readonly string[] }
    | { readonly fact: Name; readonly op: "prefix" | "suffix" | "contains" | "glob"; readonly value: string };
}

/** One test of one of these facts. */
export type TestOf<Facts> = {
  [Name in keyof Facts & string]: Facts[Name] extends FactShape
    ? | TestsOfType<Facts, Name, Facts[Name]>[Facts[Name]["type"]]
      | { readonly fact: Name; readonly op: "exists" | "missing" }
    : never;
}[keyof Facts & string];

/** A condition on these facts. */
export type ConditionOf<Facts> =
  | TestOf<Facts>
  | { readonly all: readonly ConditionOf<Facts>[] }
  | { readonly any: readonly ConditionOf<Facts>[] }
  | { readonly not: ConditionOf<Facts> };

/** A decision table whose rows ask for these facts. */
export type DerivedFactOf<Facts> = Omit<DerivedFact, "rows"> & {
  readonly rows: readonly { readonly when: ConditionOf<Facts>; readonly value: string }[];
};

type TierOf<Facts> = Facts extends { readonly tier: { readonly value: infer Tier extends string } } ? Tier : never;

/** What to try when nobody wanted can take the lead, per tier that is derived. */
export interface OnUnavailableOf<Facts> {
  readonly default: readonly UnavailableStep[];
  readonly byTier?: { readonly [Tier in TierOf<Facts>]?: readonly UnavailableStep[] };
}

/** What leads weigh, per tier that is derived. */
export interface LeadWeightsOf<Facts> {
  readonly default: WorkUnits;
  readonly byTier?: { readonly [Tier in TierOf<Facts>]?: WorkUnits };
}

/** A rule of a `claim` or `pool` stage. */
export type RoutingRuleOf<Facts> = Omit<RoutingRule, "when" | "onUnavailable"> & {
  readonly when: ConditionOf<Facts>;
  readonly onUnavailable?: OnUnavailableOf<Facts>;
};

/** An SLA whose condition asks for these facts. */
export type SlaOf<Facts> = Omit<Sla, "when"> & { readonly when: ConditionOf<Facts> };

/** A rule of a `refine` stage. */
export type RefiningRuleOf<Facts> = Omit<RefiningRule, "when" | "prefer"> & {
  readonly when: ConditionOf<Facts>;
  readonly prefer: { readonly skill: string } | { readonly skillFromFact: NamesOf<Facts, "text"> };
};

/** A stage whose rules ask for these facts. */
export type StageOf<Facts> = Pick<Stage, "id" | "name"> &
  (
    | { readonly kind: "claim" | "pool"; readonly rules: readonly RoutingRuleOf<Facts>[] }
    | { readonly kind: "refine"; readonly rules: readonly RefiningRuleOf<Facts>[] }
  );

/** Decision tables of which each asks only for facts that are known before it. */
export type DerivedInOrder<
  Derived extends readonly DerivedShape[],
  Custom extends readonly CustomFact[],
  Before extends readonly DerivedShape[] = [],
> = Derived extends readonly [infer Head extends DerivedShape, ...infer Tail extends readonly DerivedShape[]]
  ? readonly [DerivedFactOf<FactsOf<Before, Custom>>, ...DerivedInOrder<Tail, Custom, [...Before, Head]>]
  : Derived extends readonly []
    ? readonly []
    : readonly DerivedFactOf<FactsOf<Derived, Custom>>[];

/**
 * A rule set whose conditions the compiler checks against its own facts. `NoInfer`: tables and fields are taken from
 * where they are declared, and not from what a condition written elsewhere was checked against.
 */
export type RuleSetOf<Derived extends readonly DerivedShape[], Custom extends readonly CustomFact[]> = Omit<
  RuleSet,
  "customFacts" | "derivedFacts" | "qualification" | "workUnits" | "slas" | "stages" | "onUnavailable"
> & {
  readonly customFacts?: Custom;
  readonly derivedFacts: Derived & NoInfer<DerivedInOrder<Derived, Custom>>;
  readonly qualification?: NoInfer<ConditionOf<FactsOf<Derived, Custom>>>;
  readonly workUnits?: NoInfer<LeadWeightsOf<FactsOf<Derived, Custom>>>;
  readonly slas?: readonly NoInfer<SlaOf<FactsOf<Derived, Custom>>>[];
  readonly stages: readonly NoInfer<StageOf<FactsOf<Derived, Custom>>>[];
  readonly onUnavailable: NoInfer<OnUnavailableOf<FactsOf<Derived, Custom>>>;
};
