import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { ROOT } from "../../paths.ts";
import type { Figure } from "../figure.ts";

const KILOBYTE = 1_000;

/** What deciding alone is made of. */
const ENTRY = `
  export { compileRuleSet } from "./compile/compile-rule-set.ts";
  export { decide } from "./decide.ts";
  export { replay } from "./replay.ts";
`;

/** Size of the engine that decides, bundled for a Worker. */
export async function benchBundle(): Promise<Figure> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: join(ROOT, "packages/router-core/src"), loader: "ts" },
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
    figure: "bundle_gzip_kb",
    value: gzipSync(bytes, { level: 9 }).length / KILOBYTE,
    unit: "kB",
    baseline: { value: bytes.length / KILOBYTE, what: "the same, minified and not compressed" },
  };
}
