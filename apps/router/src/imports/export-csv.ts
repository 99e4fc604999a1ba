import type { ExportCsvInput, ExportCsvOutput } from "@pointsman/contracts/imports";
import { mergeTimeOff, type RepTimeOff } from "@pointsman/csv/kinds/time-off";
import { writeEntities, writeHeader } from "@pointsman/csv/write-file";
import { listAccounts } from "@pointsman/store/accounts/find-accounts";
import { findTimeOffOf } from "@pointsman/store/availability/time-off";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";

const ACCOUNTS = 1_000;

/** What is on file of a kind, as `importCsv` reads it. All but accounts is one page. */
export async function exportCsv(
  { db, directories }: Pick<ServiceContext, "db" | "directories">,
  { kind, cursor }: ExportCsvInput,
): Promise<ExportCsvOutput> {
  const header = cursor === undefined ? writeHeader(kind) : "";
  if (kind === "accounts") {
    const { accounts, nextCursor } = await listAccounts(db, { limit: ACCOUNTS, cursor });
    return { text: header + writeEntities(kind, accounts), nextCursor };
  }
  const text = await inTransaction(db, async (tx) => {
    const { organisation } = await directories.read(tx, "none");
    const { reps, territories, partners } = organisation;
    switch (kind) {
      case "reps":
        return writeEntities(kind, reps);
      case "territories":
        return writeEntities(kind, territories);
      case "partners":
        return writeEntities(kind, partners);
      case "time-off": {
        const saved = reps.flatMap(({ id, timeOff }) =>
          timeOff.map((off): RepTimeOff => ({ repId: id, timeOff: off })),
        );
        const entries = await findTimeOffOf(
          tx,
          reps.map(({ id }) => id),
        );
        return writeEntities(kind, mergeTimeOff(saved, entries));
      }
    }
  });
  return { text: header + text, nextCursor: null };
}
