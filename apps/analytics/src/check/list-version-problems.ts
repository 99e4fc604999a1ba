import type { ClickHouseClient } from "@clickhouse/client";
import { defineQuery } from "@pointsman/warehouse/define-query";
import { toInsertSettings } from "@pointsman/warehouse/settings";
import { z } from "zod";

/** The first to know `deduplicate_insert`, which every insert states. */
const FIRST_VERSION = [26, 2] as const;

const readVersion = defineQuery({
  name: "version",
  sql: "select version() as version",
  params: z.object({}),
  row: z.object({ version: z.string() }).readonly(),
});

const listSettings = defineQuery({
  name: "settings",
  sql: "select name, readonly from system.settings where has({names: Array(String)}, name)",
  params: z.object({ names: z.array(z.string()) }),
  row: z.object({ name: z.string(), readonly: z.number() }).readonly(),
});

/** Why this engine would not do what our inserts state, a phrase each: too old, or a profile that fixes a setting; empty: it would. */
export async function listVersionProblems(client: ClickHouseClient): Promise<readonly string[]> {
  const [row] = await readVersion.run(client, {});
  // `wait_end_of_query` is a parameter of the HTTP interface, no setting.
  const names = Object.keys(toInsertSettings("")).filter((name) => name !== "wait_end_of_query");
  const known = await listSettings.run(client, { names });
  return [
    ...(isOld(row?.version ?? "")
      ? [`it is version ${row?.version}, expected ${FIRST_VERSION.join(".")} or newer`]
      : []),
    ...names
      .filter((name) => !known.some((setting) => setting.name === name))
      .map((name) => `it has no setting ${name}`),
    ...known.filter((setting) => setting.readonly > 0).map(({ name }) => `${name} may not be set`),
  ];
}

/** Whether a version such as `26.7.2.1` is before the first that will do. */
export function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < FIRST_VERSION[0] || (major === FIRST_VERSION[0] && minor < FIRST_VERSION[1]);
}
