import { readFileSync } from "node:fs";

import { Form, SourceTable } from "@pointsman/contracts/form";
import { expect, test } from "vitest";

import { forms } from "./forms.ts";

test("the demo's forms are what its edge is configured with", () => {
  const jsonc = readFileSync(new URL("../../../apps/intake/wrangler.jsonc", import.meta.url), "utf8");
  const json = jsonc.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1");
  const { vars } = JSON.parse(json) as { readonly vars: { readonly SOURCES: unknown } };
  const sources = Object.fromEntries(
    forms.map((form) => {
      const { id, ownerRepId: _owner, ...settings } = Form.parse(form);
      return [id, settings];
    }),
  );
  expect(sources).toEqual(SourceTable.parse(vars.SOURCES));
});
