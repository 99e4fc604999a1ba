import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expect, test, vi } from "vitest";
import { z } from "zod";

import { ROOT } from "../../src/paths.ts";
import { answers } from "../../src/stack/part.ts";
import { postgresAnswers } from "../../src/stack/postgres-answers.ts";

const Started = z.object({ router: z.url(), databaseUrl: z.string() });

test("nothing that a bench starts outlives it, even where it is killed", async () => {
  const temporary = await mkdtemp(join(tmpdir(), "pointsman-bench-test-"));
  // As root, Postgres runs as another user, who must be able to pass.
  await chmod(temporary, 0o755);
  const bench = spawn(process.execPath, [join(ROOT, "infra/local/test/bench/start-servers.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: temporary },
  });
  const [line] = await once(createInterface({ input: bench.stdout }), "line");
  const { router, databaseUrl } = Started.parse(JSON.parse(String(line)));
  expect(await answers(`${router}/health`)).toBe(true);
  bench.kill("SIGKILL");
  const options = { timeout: 20_000, interval: 100 };
  await vi.waitFor(async () => expect(await answers(`${router}/health`).catch(() => false)).toBe(false), options);
  await vi.waitFor(async () => expect(await postgresAnswers(databaseUrl)).toBe(false), options);
  await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]), options);
  await rm(temporary, { recursive: true });
});
