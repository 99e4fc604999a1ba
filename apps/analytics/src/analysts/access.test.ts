import { readFile } from "node:fs/promises";

import { DOCUMENTED_VIEWS } from "@pointsman/warehouse/documented-views";
import { expect, test } from "vitest";

const ROOT = new URL("../../../../", import.meta.url);

test("a server's analyst may read the same views, and the page has a row for each", async () => {
  const users = await readFile(new URL("infra/clickhouse/users.d/pointsman.xml", ROOT), "utf8");
  const analyst = /<pointsman_analyst>\s*<password[^]*?<\/pointsman_analyst>/.exec(users)?.[0] ?? "";
  const granted = [...analyst.matchAll(/GRANT (\w+) ON pointsman\.(\w+)/g)].map(([, what, view]) => [what, view]);
  expect(granted).toEqual(DOCUMENTED_VIEWS.map((view) => ["SELECT", view]));
  const page = await readFile(new URL("docs/analysts.md", ROOT), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+_v\d+)`/gm)].map(([, view]) => view);
  expect(rows).toEqual(DOCUMENTED_VIEWS);
});
