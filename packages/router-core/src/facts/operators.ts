import type { FactTest, FactType } from "@pointsman/contracts/rule-set";

/** Which operators go with which type of fact. The types of `defineRuleSet` and the diagnostics both read it. */
export const OPERATORS_OF_TYPE = {
  text: ["eq", "ne", "in", "not_in", "prefix", "suffix", "contains", "glob", "eq_fact", "ne_fact", "exists", "missing"],
  number: ["eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "between", "eq_fact", "ne_fact", "exists", "missing"],
  boolean: ["eq", "ne", "eq_fact", "ne_fact", "exists", "missing"],
  time: ["before", "after", "newer_than_days", "older_than_days", "eq_fact", "ne_fact", "exists", "missing"],
  text_list: ["any_of", "all_of", "none_of", "prefix", "suffix", "contains", "glob", "exists", "missing"],
} as const satisfies { readonly [Type in FactType]: readonly FactTest["op"][] };
