import { ZenEngine } from "@gorules/zen-engine";
import type { Facts, FactTest } from "@pointsman/contracts/rule-set";
import { RuleIndex } from "@pointsman/router-core/compile/rule-index";
import { evaluateCondition } from "@pointsman/router-core/conditions/evaluate";
import { LeadFacts } from "@pointsman/router-core/stages/lead-facts";
import { Engine, type ConditionProperties } from "json-rules-engine";

import { toCondition } from "./make-workload.ts";

/** The place of the first rule whose tests all hold; -1 for none. */
export type FindFirst = (facts: Facts) => number;
export type FindFirstAsync = (facts: Facts) => Promise<number>;

type Rules = readonly (readonly FactTest[])[];

export function toCompiled(rules: Rules): FindFirst {
  const index = new RuleIndex(rules.map(toCondition));
  return (facts) => index.findFirst(new LeadFacts(facts));
}

export function toInterpreted(rules: Rules): FindFirst {
  const conditions = rules.map(toCondition);
  return (facts) => conditions.findIndex((condition) => evaluateCondition(condition, facts));
}

/** A zen decision table with hit policy `first`, loaded once. It has a column for each fact that the rules ask for. */
export function toZen(rules: Rules): FindFirstAsync {
  const columns = [...new Set(rules.flatMap((tests) => tests.map(({ fact }) => fact)))].toSorted();
  const table = {
    hitPolicy: "first",
    inputs: columns.map((fact) => ({ id: fact, name: fact, field: fact, type: "expression" })),
    outputs: [{ id: "rule", name: "rule", field: "rule", type: "expression" }],
    rules: rules.map((tests, index) => ({
      _id: `rule-${index}`,
      ...Object.fromEntries(
        columns.map((fact) => [fact, tests.filter((test) => test.fact === fact).map(toZenCell)[0] ?? ""]),
      ),
      rule: `${index}`,
    })),
  };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: "in", name: "in", type: "inputNode" },
      { id: "table", name: "table", type: "decisionTableNode", content: table },
      { id: "out", name: "out", type: "outputNode" },
    ],
    edges: [
      { id: "a", sourceId: "in", targetId: "table", type: "edge" },
      { id: "b", sourceId: "table", targetId: "out", type: "edge" },
    ],
  });
  return async (facts) => {
    const lead = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name.replace("lead.", ""), value]));
    const { result } = await decision.evaluate({ lead });
    return typeof result?.rule === "number" ? result.rule : -1;
  };
}

function toZenCell(test: FactTest): string {
  switch (test.op) {
    case "eq":
      return JSON.stringify(test.value);
    case "in":
      return test.value.map((value) => JSON.stringify(value)).join(", ");
    case "between":
      return `[${test.value[0]}..${test.value[1]}]`;
    case "gte":
      return `>= ${test.value}`;
    case "prefix":
      return `startsWith($, ${JSON.stringify(test.value)})`;
    default:
      throw new Error(`There is no cell for ${test.op}.`);
  }
}

/**
 * All rules at one priority, the first of the events taken.
 */
export function toJsonRulesEngine(rules: Rules): FindFirstAsync {
  const engine = new Engine(
    rules.map((tests, index) => ({
      conditions: { all: tests.map(toEngineCondition) },
      event: { type: "match", params: { index } },
    })),
  );
  engine.addOperator("prefix", (text: string, start: string) => text.startsWith(start));
  engine.addOperator(
    "between",
    (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high,
  );
  return async (facts) => {
    const { events } = await engine.run({ ...facts });
    return events.reduce(
      (first, { params }) => (first === -1 ? params?.["index"] : Math.min(first, params?.["index"])),
      -1,
    );
  };
}

const ENGINE_OPERATORS: { readonly [op: string]: string } = { eq: "equal", gte: "greaterThanInclusive" };

function toEngineCondition(test: FactTest): ConditionProperties {
  return {
    fact: test.fact,
    operator: ENGINE_OPERATORS[test.op] ?? test.op,
    value: "value" in test ? test.value : null,
  };
}
