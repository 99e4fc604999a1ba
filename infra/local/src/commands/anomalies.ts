import { out } from "../print/out.ts";
import { toTable } from "../print/table.ts";
import { withStack } from "./with-stack.ts";

export interface AnomaliesOptions {
  readonly action: "scan" | "list" | "acknowledge";
  readonly id: string | undefined;
  readonly last: number;
  readonly data: string;
}

/** Scans for anomalies, lists them, or acknowledges one. */
export async function runAnomalies({ action, id, last, data }: AnomaliesOptions): Promise<void> {
  await withStack(data, async ({ analytics: { anomalies } }) => {
    if (action === "acknowledge") {
      if (id === undefined) throw new Error("npm run anomalies -- acknowledge <number>: which one?");
      await anomalies.acknowledge.mutate({ id });
    }
    if (action === "scan") {
      const { opened, seenAgain, merged, closed, days, tookMs } = await anomalies.scan.mutate({ days: last });
      out.line(
        `${days} days scanned in ${tookMs} ms: ${opened.length} opened, ${seenAgain.length} go on, ${merged.length} merged, ${closed.length} closed`,
      );
    }
    const rows = await anomalies.list.query({});
    out.line(
      toTable(
        ["", "state", "what"],
        rows.map(({ id, state, sentence }) => [id, state, sentence]),
      ),
    );
  });
}
