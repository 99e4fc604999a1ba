import { readdirSync, readFileSync } from "node:fs";

import { Decision } from "@pointsman/contracts/decision";
import { expect, test } from "vitest";

const FOLDER = new URL("../src/replay/frozen/format-1/", import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && name !== "manifest.json");

test.each(names)("the decision of %s is one that the API can answer with, as it is", (name) => {
  const { record } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as {
    readonly record: { readonly decision: unknown };
  };
  expect(Decision.parse(record.decision)).toEqual(record.decision);
});
