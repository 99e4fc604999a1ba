import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import type { ImportKind } from "@pointsman/contracts/imports";
import { writeHeader } from "@pointsman/csv/write-file";

import { READ_PAGES } from "../csv/read-pages.ts";
import { out } from "../print/out.ts";
import { startCount } from "../print/progress.ts";
import { withStack } from "./with-stack.ts";

export interface ExportOptions {
  readonly kind: ImportKind;
  readonly out?: string;
  readonly data: string;
}

/** Writes all that is on file of a kind as CSV, page by page. */
export async function runExport({ kind, out: file, data }: ExportOptions): Promise<void> {
  await withStack(data, async (api) => {
    // People and companies stand in it: it is its owner's alone.
    const sink = file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600 });
    const write = async (text: string) => {
      if (!sink.write(text)) await once(sink, "drain");
    };
    const progress = startCount(kind);
    const started = performance.now();
    let rows = 0;
    await write(writeHeader(kind));
    for await (const page of READ_PAGES[kind](api)) {
      await write(page.text);
      rows += page.rows;
      progress.advance(page.rows);
    }
    progress.done();
    if (file === undefined) return;
    sink.end();
    await finished(sink);
    out.line(`${rows} ${kind} in ${file} (${((performance.now() - started) / 1_000).toFixed(1)} s).`);
  });
}
