import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toId } from "@pointsman/contracts/id";
import type { Account } from "@pointsman/contracts/organisation";
import { writeEntities, writeHeader } from "@pointsman/csv/write-file";

import { createApi, type Api } from "../api.ts";
import { importInto } from "../commands/import.ts";
import { build } from "../commands/test.ts";
import { READ_PAGES } from "../csv/read-pages.ts";
import { seedOrganisation } from "../demo/seed-organisation.ts";
import { startStack } from "../stack/stack.ts";
import type { Figure } from "./figure.ts";

const MEBIBYTE = 1_048_576;

/** Imports a file of accounts into an empty stack, imports it again, and exports them. */
export async function benchCsv({ quick }: { readonly quick: boolean }): Promise<readonly Figure[]> {
  const total = quick ? 10_000 : 100_000;
  await build();
  const dataDir = await mkdtemp(join(tmpdir(), "pointsman-bench-"));
  await chmod(dataDir, 0o755);
  const stack = await startStack({ port: 0, dataDir, fresh: false, servers: {} }, () => {});
  try {
    const api = createApi({ ...stack.urls, operatorKey: stack.keys.operator });
    await seedOrganisation(api, Date.now());
    const file = join(dataDir, "accounts.csv");
    await writeFile(file, writeHeader("accounts") + writeEntities("accounts", makeAccounts(total)));
    const options = {
      kind: "accounts",
      file,
      dryRun: false,
      allOrNothing: false,
      map: new Map(),
      source: "bench",
      notify: false,
    } as const;
    const first = await importInto(api, options);
    const again = await importInto(api, options);
    const exported = await measureExport(api);
    const promise = { value: 30, what: "what is promised for 100,000" };
    const memory = process.memoryUsage.rss() / MEBIBYTE;
    return [
      { figure: `import_${total}_accounts_s`, value: first.seconds, unit: "s", baseline: promise },
      {
        figure: `import_${total}_again_s`,
        value: again.seconds,
        unit: "s",
        baseline: { value: first.seconds, what: "the first import" },
      },
      { figure: `export_${total}_s`, value: exported, unit: "s", baseline: promise },
      { figure: "memory_at_end_mb", value: memory, unit: "MB", baseline: { value: memory, what: "itself" } },
    ];
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measureExport(api: Api): Promise<number> {
  const started = performance.now();
  let length = 0;
  for await (const { text } of READ_PAGES.accounts(api)) length += text.length;
  if (length === 0) throw new Error("Nothing was exported");
  return (performance.now() - started) / 1_000;
}

function makeAccounts(total: number): readonly Account[] {
  return Array.from({ length: total }, (_, index) => ({
    id: toId("account", `bench-${index}`),
    name: `Company ${(index * 7_919).toString(36)} ${index}`,
    domains: [`company-${index}.example`],
    status: "prospect",
    division: null,
    ownerRepId: null,
    csmRepId: null,
    formerOwnerRepId: null,
    closedLostAt: null,
    parentAccountId: index % 10 === 0 ? null : toId("account", `bench-${index - (index % 10)}`),
    aliases: [`Brand ${index}`],
    country: "US",
    team: [],
  }));
}
