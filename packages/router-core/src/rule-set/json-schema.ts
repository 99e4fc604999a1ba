import { RuleSet } from "@pointsman/contracts/rule-set";
import { z } from "zod";

/** A rule set as JSON Schema (2020-12), for editors and for whoever writes rule sets in another language. */
export function toRuleSetJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(RuleSet, {
    io: "input",
    // Ids are checked by a function of ours; their meta data says the same as a pattern.
    unrepresentable: "any",
    // That our types are readonly is nothing to whoever writes the JSON.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return { ...schema, title: "Pointsman rule set" };
}
