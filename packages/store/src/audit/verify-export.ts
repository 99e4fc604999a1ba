import type { KeyObject } from "node:crypto";

import type { AuditCheckpoint, AuditFinding, ExportLine } from "@pointsman/contracts/audit";

import { BEFORE_ALL, judgeCheckpoint, judgeEntry } from "./verify-entries.ts";

export type ExportVerdict = {
  readonly entries: number;
  readonly checkpoints: number;
  /** Entries behind the last signed head: only hashes vouch for them. */
  readonly unsigned: number;
  readonly findings: readonly AuditFinding[];
};

/** Verifies a whole export, from the first entry on, with nothing but the public key: no database, no service. */
export async function verifyExport(
  lines: AsyncIterable<ExportLine>,
  { exported, publicKey }: { readonly exported: readonly AuditCheckpoint[]; readonly publicKey: KeyObject | null },
): Promise<ExportVerdict> {
  const findings: AuditFinding[] = [];
  const checkpoints = [...exported];
  const hashes = new Map<number, string>();
  let state = BEFORE_ALL;
  for await (const line of lines) {
    if ("checkpoint" in line) checkpoints.push(line.checkpoint);
    else {
      const judged = judgeEntry(line.entry, state);
      findings.push(...judged.findings);
      state = judged.state;
      hashes.set(state.seq, state.hash);
    }
  }
  findings.push(...checkpoints.flatMap((one) => judgeCheckpoint(one, { hashes, head: state, publicKey })));
  const signed = Math.max(0, ...checkpoints.map(({ seq }) => seq));
  return { entries: hashes.size, checkpoints: checkpoints.length, unsigned: Math.max(0, state.seq - signed), findings };
}
