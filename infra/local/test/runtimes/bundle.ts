import { join } from "node:path";

import { build, type BuildOptions } from "esbuild";

export interface Bundle {
  readonly code: string;
  /** Paths of all modules in it, from the top of the repository. */
  readonly modules: readonly string[];
}

/** Bundles a module of this folder as a Worker or a page would load it. */
export async function bundle(entry: string, options: Pick<BuildOptions, "format" | "globalName">): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    write: false,
    metafile: true,
    target: "es2024",
    platform: "neutral",
    ...options,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${entry} gave no bundle`);
  return { code: output.text, modules: Object.keys(metafile.inputs) };
}
