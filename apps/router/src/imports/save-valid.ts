import { AppError, type ErrorCode, type FieldIssue } from "@pointsman/contracts/error";
import type { Tx } from "@pointsman/store/connect";
import { sql } from "kysely";

/** Why an entity is not saved. */
interface Fault {
  readonly code: ErrorCode;
  readonly errors: readonly FieldIssue[];
}

/**
 * Saves all that can be saved. Who refuses a list says which of its items are at fault (`accounts.12.ownerRepId`): the
 * others are tried again without them. Where he does not say, each half is tried by itself.
 *
 * @returns what is wrong with those that were not saved, by id
 */
export async function saveValid(
  tx: Tx,
  ids: readonly string[],
  save: (ids: readonly string[]) => Promise<unknown>,
): Promise<ReadonlyMap<string, Fault>> {
  if (ids.length === 0) return new Map();
  await sql`savepoint import_rows`.execute(tx);
  try {
    await save(ids);
    return new Map();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await sql`rollback to savepoint import_rows`.execute(tx);
    const faults = toFaults(error, ids);
    if (faults.size > 0) {
      const rest = await saveValid(
        tx,
        ids.filter((id) => !faults.has(id)),
        save,
      );
      return new Map([...faults, ...rest]);
    }
    if (ids.length === 1) return new Map(ids.map((id) => [id, { code: error.code, errors: [toIssue(error)] }]));
    const middle = Math.ceil(ids.length / 2);
    const first = await saveValid(tx, ids.slice(0, middle), save);
    return new Map([...first, ...(await saveValid(tx, ids.slice(middle), save))]);
  }
}

function toFaults({ code, issues }: AppError, ids: readonly string[]): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const issue of issues) {
    const [, index, field] = /^[a-z]+\.(\d+)\.(.+)$/i.exec(issue.field) ?? [];
    const id = index === undefined ? undefined : ids[Number(index)];
    if (id === undefined || field === undefined) continue;
    faults.set(id, { code, errors: [...(faults.get(id)?.errors ?? []), { ...issue, field }] });
  }
  return faults;
}

function toIssue({ message, issues: [issue] }: AppError): FieldIssue {
  return issue ?? { field: "(row)", problem: message };
}
