import { RefusedRowsError } from "@pointsman/warehouse/ingest/insert-batch";
import { isDataError } from "@pointsman/warehouse/ingest/is-data-error";

/** A batch on its way: its rows in order, and the name under which the warehouse drops a repeat. */
export interface SentBatch {
  readonly token: string;
  readonly rows: readonly { readonly payload: string; readonly contentHash: string }[];
}

/** Stores a batch; resolves once it is stored. Under the same token and rows again it changes nothing. */
export type Send = (batch: SentBatch) => Promise<void>;

/** A row that the warehouse will not take, by its place from 0. */
export interface RefusedRow {
  readonly index: number;
  readonly problem: string;
}

/** More than this of one batch is no bad row but a bad table, or a bad release: setting it all aside would hide that. */
const MAX_REFUSED = 100;

/** The message of a constraint quotes the whole row. */
const MAX_PROBLEM_CHARS = 500;

/**
 * Delivers what the warehouse takes of a batch. What is no event at all is named before anything is sent; where the engine
 * refuses the values of some row, the batch is halved until that row is alone: some 2 · log2(20,000) = 29 inserts for one.
 *
 * @returns the rows that are not stored, by place; empty: all are
 * @throws what the warehouse throws when it is not for the values of a row, or when over 100 rows are refused
 */
export async function deliverRows(send: Send, batch: SentBatch): Promise<readonly RefusedRow[]> {
  const refused: RefusedRow[] = [];
  const refuse = (row: RefusedRow, error: unknown) => {
    refused.push({ ...row, problem: row.problem.slice(0, MAX_PROBLEM_CHARS) });
    if (refused.length > MAX_REFUSED) throw error;
  };
  const deliver = async (indexes: readonly number[], token: string): Promise<void> => {
    if (indexes.length === 0) return;
    try {
      await send({ token, rows: indexes.flatMap((index) => batch.rows[index] ?? []) });
    } catch (error) {
      if (error instanceof RefusedRowsError) {
        const places = new Map(error.refused.map(({ index, problem }) => [index, problem]));
        for (const [place, problem] of places) refuse({ index: indexes[place] ?? -1, problem }, error);
        await deliver(
          indexes.filter((_, place) => !places.has(place)),
          token,
        );
        return;
      }
      if (!isDataError(error)) throw error;
      const [index = 0] = indexes;
      if (indexes.length === 1) {
        refuse({ index, problem: error.message }, error);
        return;
      }
      const middle = Math.ceil(indexes.length / 2);
      await deliver(indexes.slice(0, middle), `${token}.0`);
      await deliver(indexes.slice(middle), `${token}.1`);
    }
  };
  await deliver([...batch.rows.keys()], batch.token);
  return refused.toSorted((one, other) => one.index - other.index);
}
