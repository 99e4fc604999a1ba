import type {
  Facts,
  FactTest,
  FactType,
  FactValue,
  RefiningRule,
  RoutingRule,
  RuleSet,
  Target,
} from "@pointsman/contracts/rule-set";

import type { DecisionInputs } from "../../decide.ts";
import { territoriesOf } from "../../decide.ts";
import { findFact } from "../../facts/registry.ts";
import { toInterpreter } from "../../plan.ts";
import { deriveFacts } from "../../stages/derive-facts.ts";
import type { FactChange } from "./fact-change.ts";
import { listTests } from "./list-tests.ts";

/**
 * Every change of one fact that the rule set gives reason to try, in no order and with repeats:
 *
 * - the constants of the conditions on the fact, of an age the time that is exactly so old; of a number or a time also
 *   one step before and behind it
 * - the fact's being known where it is not (a number as 0), and the reverse
 * - a text that no condition names
 * - where two facts are compared, the one's value for the other
 * - skills of the reps where a rule asks for the skill that a fact names; reps where a target is a fact
 * - every other value that a decision table can give
 *
 * What the rules look at is all here, save texts that hold several constants at once.
 *
 * @param maxTests how many tests of the conditions are looked at, from the first
 */
export function* listChanges(
  ruleSet: RuleSet,
  { request, snapshot }: DecisionInputs,
  maxTests: number,
): Generator<FactChange> {
  const { facts: leadFacts, derived } = deriveFacts(ruleSet, {
    facts: request.facts,
    findTerritory: territoriesOf(snapshot),
    matcher: toInterpreter(ruleSet),
  });
  const facts = leadFacts.all;
  const typeOf = typesOf(ruleSet);
  const tested = new Map<string, Set<string>>();
  for (const test of listTests(ruleSet, maxTests)) {
    const constants = tested.get(test.fact) ?? new Set();
    tested.set(test.fact, constants);
    for (const text of constantsOf(test).filter((value) => typeof value === "string")) constants.add(text);
    yield* toChanges(valuesOf(test, facts));
  }
  for (const [fact, constants] of tested) {
    yield* toChanges(presence({ fact, constants, type: typeOf(fact) ?? typeByValue(facts[fact]) }, facts));
  }
  yield* toChanges(valuesForTargets(ruleSet, snapshot));
  for (const { fact, rows, otherwise } of ruleSet.derivedFacts) {
    for (const to of [...rows.map(({ value }) => value), otherwise ?? null]) {
      yield* change({ fact, to }, derived[fact] ?? null, true);
    }
  }

  function* toChanges(values: Iterable<Value>): Generator<FactChange> {
    for (const value of values) {
      if (Object.hasOwn(derived, value.fact) || value.fact.startsWith("territory.")) continue;
      const type = typeOf(value.fact);
      if (!isOfType(value, type)) continue;
      const from = request.facts[value.fact] ?? null;
      const isFirstItem = from === null && type === "text_list" && typeof value.to === "string";
      yield* change(isFirstItem ? { ...value, to: [value.to] } : value, from, false);
    }
  }
}

/** A value that a fact may take. */
interface Value {
  readonly fact: string;
  readonly to: FactValue;
  readonly isAnyOther?: boolean;
}

function* change({ fact, to, isAnyOther = false }: Value, from: FactValue, isDerived: boolean): Generator<FactChange> {
  if (Array.isArray(from) && typeof to === "string") {
    // A list meets a test where one of its items does: the smallest change adds or removes that item.
    const items = from.includes(to) ? from.filter((item) => item !== to) : [...from, to];
    yield { fact, from, to: items, isDerived, isAnyOther };
  } else if (from !== to) {
    yield { fact, from, to, isDerived, isAnyOther };
  }
}

function* valuesOf(test: FactTest, facts: Facts): Generator<Value> {
  if (test.op === "eq_fact" || test.op === "ne_fact") {
    yield { fact: test.fact, to: facts[test.value] ?? null };
    yield { fact: test.value, to: facts[test.fact] ?? null };
    return;
  }
  if (test.op === "newer_than_days" || test.op === "older_than_days") {
    const at = daysBefore(facts["lead.receivedAt"], test.value);
    if (at !== null) for (const to of around(at)) yield { fact: test.fact, to };
    return;
  }
  for (const constant of constantsOf(test)) {
    for (const to of around(constant)) yield { fact: test.fact, to };
  }
}

/** The time that is so many days old when the lead comes in; null where that is not known. */
function daysBefore(receivedAt: FactValue | undefined, days: number): string | null {
  const at = typeof receivedAt === "string" ? Date.parse(receivedAt) - days * DAY_MS : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

const DAY_MS = 86_400_000;

type Scalar = string | number | boolean;

/** What a test compares with, whatever its operator: new operators need nothing here. */
function constantsOf(test: FactTest): readonly Scalar[] {
  if (!("value" in test) || test.op === "eq_fact" || test.op === "ne_fact") return [];
  return typeof test.value === "object" ? test.value : [test.value];
}

function around(constant: Scalar): readonly Scalar[] {
  if (typeof constant === "boolean") return [true, false];
  if (typeof constant === "number") {
    const [below, above] = neighboursOf(constant);
    // Counts and scores begin at zero: below it only where the rule itself goes there.
    return constant === 0 ? [0, above] : [constant, below, above];
  }
  const at = /^\d{4}-\d\d-\d\dT/.test(constant) ? Date.parse(constant) : Number.NaN;
  if (Number.isNaN(at)) return [constant];
  return [at, at - 1, at + 1].map((ms) => new Date(ms).toISOString());
}

/** One less and one more in the last decimal place: 499 and 501 of 500, 2.4 and 2.6 of 2.5. */
function neighboursOf(constant: number): readonly [number, number] {
  const decimals = /\.(\d+)$/.exec(String(constant))?.[1]?.length ?? 0;
  const step = 10 ** -decimals;
  // Rounded, for 0.3 − 0.1 is 0.19999999999999998.
  return [Number((constant - step).toFixed(decimals)), Number((constant + step).toFixed(decimals))];
}

interface TestedFact {
  readonly fact: string;
  readonly type: FactType;
  /** The texts that conditions on it name. */
  readonly constants: ReadonlySet<string>;
}

/** The fact unknown, or known with a value that no condition names. */
function* presence({ fact, type, constants }: TestedFact, facts: Facts): Generator<Value> {
  yield { fact, to: null };
  const isKnown = (facts[fact] ?? null) !== null;
  if (type === "number" && !isKnown) yield { fact, to: 0 };
  if (type === "boolean" && !isKnown) for (const to of [true, false]) yield { fact, to };
  if ((type !== "text" && type !== "text_list") || namesRep(fact)) return;
  const folded = [...constants].map((constant) => constant.toLowerCase());
  const to = UNNAMED.find((text) => folded.every((constant) => !text.includes(constant.trim())));
  if (to !== undefined) yield { fact, to, isAnyOther: true };
}

const UNNAMED = ["other", "something else", "…"];

function* valuesForTargets({ stages }: RuleSet, { reps }: DecisionInputs["snapshot"]): Generator<Value> {
  // Facts first, so that 10,000 rules with one kind of target cost no more than one.
  const repFacts = new Set<string>();
  const skillFacts = new Set<string>();
  for (const rule of stages.flatMap(({ rules }): readonly (RoutingRule | RefiningRule)[] => rules)) {
    const repFact = "target" in rule ? repFactOf(rule.target) : undefined;
    if (repFact !== undefined) repFacts.add(repFact);
    if ("prefer" in rule && "skillFromFact" in rule.prefer) skillFacts.add(rule.prefer.skillFromFact);
  }
  const onFile = Object.values(reps).filter((rep) => rep !== undefined);
  const skills = new Set(onFile.flatMap((rep) => rep.skills));
  for (const fact of repFacts) for (const { id } of onFile) yield { fact, to: id };
  for (const fact of skillFacts) for (const to of skills) yield { fact, to };
}

/** Targets that a fact names the rep of. */
const REP_FACT_OF_TARGET: ReadonlyMap<string, string> = new Map([
  ["account_owner", "account.ownerId"],
  ["account_csm", "account.csmId"],
  ["former_owner", "account.formerOwnerId"],
  ["partner_manager", "partner.managerId"],
]);
const REP_FACTS: ReadonlySet<string> = new Set(REP_FACT_OF_TARGET.values());
const TEAM = "account.team.";

function repFactOf(target: Target): string | undefined {
  return target.kind === "account_team" ? `${TEAM}${target.role}` : REP_FACT_OF_TARGET.get(target.kind);
}

function namesRep(fact: string): boolean {
  return REP_FACTS.has(fact) || fact.startsWith(TEAM);
}

/** A constant of another type than the fact's would never meet it in life. */
function isOfType({ to }: Value, type: FactType | undefined): boolean {
  if (to === null || type === undefined) return true;
  if (type === "number" || type === "boolean") return typeof to === type;
  return typeof to === "string" && (type !== "time" || !Number.isNaN(Date.parse(to)));
}

/** What the registry or the rule set says of a fact's type; undefined where neither knows it. */
function typesOf({ customFacts = [] }: RuleSet): (fact: string) => FactType | undefined {
  const custom = new Map<string, FactType>(customFacts.map(({ fact, type }) => [fact, type]));
  return (fact) => custom.get(fact) ?? findFact(fact)?.type;
}

function typeByValue(value: FactValue = null): FactType {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "object" && value !== null ? "text_list" : "text";
}
