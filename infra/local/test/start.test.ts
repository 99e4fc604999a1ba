import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";

import { expect, test } from "vitest";

import { ROOT } from "../src/paths.ts";
import { makeDataDir } from "./test-stack.ts";

const execute = promisify(execFile);

async function npmStart(args: readonly string[]): Promise<string> {
  const { stdout } = await execute("npm", ["start", "--", ...args], { cwd: ROOT, maxBuffer: 16_777_216 });
  return stripVTControlCharacters(stdout);
}

test("npm start --once routes 500 leads through the whole stack, reports, and finds that both stores agree; so does the next start", async () => {
  await using data = await makeDataDir();
  const args = ["--once", "--port", "0", "--data", data.path];
  const first = await npmStart(args);
  expect(first).toContain(
    [
      "        1. Existing account: none",
      "        2. Territory: West 200–500 → Jordan K. (available)",
      "        3. Vertical specialist: revops → Jordan K. (specialist)",
      "        Assigned to Jordan K.; matched 2/3 criteria",
    ].join("\n"),
  );
  expect(first).toMatch(/\n500 leads routed in \d/);
  expect(first).toMatch(/Avg route time Tier 1: /);
  expect(first).toContain("Everything holds: both stores have every lead, exactly once.");

  const second = await npmStart(args);
  expect(second).toContain("500 of them were known from an earlier start");
  expect(second).toMatch(/\n {2}500 leads: /);
  expect(second).toContain("Everything holds");
});

test("npm start --help says what else it can do", async () => {
  const help = await npmStart(["--help"]);
  for (const option of ["--port", "--data", "--fresh", "--no-demo", "--once", "DATABASE_URL", "CLICKHOUSE_URL"]) {
    expect(help).toContain(option);
  }
});

test("an unknown option is refused by name", async () => {
  const refused = execute(process.execPath, [join(ROOT, "infra/local/src/main.ts"), "start", "--prot", "1"], {
    cwd: ROOT,
  });
  await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("unknown option '--prot'") });
});
