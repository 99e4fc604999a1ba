import { existsSync } from "node:fs";

import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { chromium } from "playwright-core";

import { bundle } from "./bundle.ts";
import { replayBatch, type BatchResult } from "./replay-batch.ts";

/** Somewhere that JavaScript runs. */
export interface Runtime extends AsyncDisposable {
  readonly replay: (batch: string) => Promise<BatchResult>;
}

export async function openNode(): Promise<Runtime> {
  return { replay: replayBatch, [Symbol.asyncDispose]: async () => {} };
}

export async function openWorkerd(): Promise<Runtime> {
  const { code } = await bundle("worker.ts", { format: "esm" });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      // Else it asks the network where this machine is.
      cf: false,
      log: new Log(LogLevel.ERROR),
      modules: true,
      script: code,
      compatibilityDate: "2026-11-01",
    }),
  );
  await miniflare.ready;
  return {
    replay: async (batch) => {
      const response = await miniflare.dispatchFetch("http://replay.test/", { method: "POST", body: batch });
      if (!response.ok) throw new Error(`workerd answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as BatchResult; // what `worker.ts` sends
    },
    [Symbol.asyncDispose]: async () => miniflare.dispose(),
  };
}

/** `CHROMIUM_PATH`, else where Debian's package puts it; null where neither is there. */
export function findChromium(): string | null {
  const path = process.env["CHROMIUM_PATH"] ?? "";
  if (path !== "") return path;
  return existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : null;
}

const DEBIAN_CHROMIUM = "/usr/bin/chromium";

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openChromium(executablePath: string): Promise<Runtime> {
  const { code } = await bundle("replay-batch.ts", { format: "iife", globalName: "runtime" });
  const browser = await chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
  const page = await browser.newPage();
  // Nothing leaves the machine. The address matters: hashing is for secure origins, and localhost is one.
  await page.route("**/*", async (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto("http://localhost/");
  await page.addScriptTag({ content: code });
  return {
    replay: async (batch) => page.evaluate(callReplay, batch),
    [Symbol.asyncDispose]: async () => browser.close(),
  };
}

/** Runs in the page, where the bundle has put `runtime`. */
async function callReplay(batch: string): Promise<BatchResult> {
  const { runtime } = globalThis as unknown as { readonly runtime: { readonly replayBatch: typeof replayBatch } };
  return runtime.replayBatch(batch);
}
