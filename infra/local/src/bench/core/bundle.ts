import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { ROOT } from "../../paths.ts";
import type { Figure } from "../figure.ts";

const KILOBYTE = 1_000;

/** What deciding alone is made of. */
const DECIDING = `
  export { compileRuleSet } from "./compile/compile-rule-set.ts";
  export { decide } from "./decide.ts";
  export { replay } from "./replay.ts";
`;

/** What makes facts of a lead and finds its account, the public suffix list included. */
const MATCHING = `
  export { buildFacts } from "./facts/build-facts.ts";
  export { findDuplicate } from "./matching/find-duplicate.ts";
  export { scoreAccounts } from "./matching/score-accounts.ts";
`;

/** Sizes of the engine, bundled for a Worker: what decides, and that with what finds a lead's account. */
export async function benchBundle(): Promise<readonly Figure[]> {
  return [
    await measure("bundle_gzip_kb", DECIDING),
    await measure("bundle_matching_gzip_kb", `${DECIDING}${MATCHING}`),
  ];
}

async function measure(figure: string, contents: string): Promise<Figure> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(ROOT, "packages/router-core/src"), loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["workerd", "worker"],
    target: "es2024",
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return {
    figure,
    value: gzipSync(bytes, { level: 9 }).length / KILOBYTE,
    unit: "kB",
    baseline: { value: bytes.length / KILOBYTE, what: "the same, minified and not compressed" },
  };
}
