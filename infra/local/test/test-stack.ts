import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createApi, type Api } from "../src/api.ts";
import { startStack, type Stack } from "../src/stack/stack.ts";

/** A data folder of its own, which the user `postgres` may pass. */
export async function makeDataDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "pointsman-test-"));
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) };
}

/** The whole stack on free ports and an empty folder. */
export async function openTestStack(): Promise<
  AsyncDisposable & { readonly stack: Stack; readonly api: Api; readonly dataDir: string }
> {
  const dataDir = await makeDataDir();
  const stack = await startStack({ port: 0, dataDir: dataDir.path, fresh: false, servers: {} }, () => {});
  return {
    stack,
    dataDir: dataDir.path,
    api: createApi({ ...stack.urls, operatorKey: stack.keys.operator }),
    [Symbol.asyncDispose]: async () => {
      await stack.stop();
      await dataDir[Symbol.asyncDispose]();
    },
  };
}
