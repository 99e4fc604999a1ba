import type { FieldIssue } from "@pointsman/contracts/error";
import type { ImportedRow } from "@pointsman/contracts/imports";

import { KINDS, type AnyKind } from "./kinds.ts";
import type { Values } from "./kinds/kind.ts";
import type { MatchedHeader } from "./match-header.ts";
import { readFile, type FileSource, type ReadRow } from "./read-file.ts";

export interface Batch {
  readonly rows: readonly { readonly row: number; readonly values: Values }[];
  readonly dryRun: boolean;
  /** Ids that the rows refer to and that other rows of the file bring. */
  readonly coming: readonly string[];
}

export interface ImportOptions extends FileSource {
  readonly dryRun: boolean;
  /** One row that is wrong, and nothing is written: the file is gone through in a dry run first. */
  readonly allOrNothing: boolean;
  /** Rows of a batch. */
  readonly batchRows: number;
  /** Batches under way at once. */
  readonly width: number;
  readonly apply: (batch: Batch) => Promise<readonly ImportedRow[]>;
  readonly onHeader?: (header: MatchedHeader) => void;
  /** Each row once, when it is known what became of it. Its issues name columns. */
  readonly onRow: (row: ImportedRow) => void;
  /** So many rows of so many are through. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Half of what a request to the service may hold: two may share one. In characters of JSON. */
const MAX_BATCH_LENGTH = 800_000;

/** Rows that refer to one further down wait for it, so many times through the file; a chain is rarely longer. */
const MAX_ROUNDS = 4;

/**
 * Imports a file in batches. It is read several times rather than kept: in memory are a few batches and the key of each row.
 * Stopped half-way, it is run again: what is on file already is left as it is.
 *
 * @returns false: with `allOrNothing`, a row was wrong, and nothing was written
 */
export async function importFile(options: ImportOptions): Promise<boolean> {
  const found = await survey(options);
  if (!options.allOrNothing || options.dryRun) {
    await run(options, found, options.dryRun);
    return true;
  }
  const refused: ImportedRow[] = [];
  await run({ ...options, onRow: (row) => void (row.outcome === "refused" && refused.push(row)) }, found, true);
  if (refused.length === 0) {
    await run(options, found, false);
    return true;
  }
  for (const row of refused) options.onRow(row);
  return false;
}

interface Survey {
  readonly total: number;
  readonly titles: ReadonlyMap<string, string>;
  /** First row with each key. */
  readonly rowOf: ReadonlyMap<string, number>;
}

/** Reads the file once without doing anything: how long it is, and what stands in it twice. */
async function survey(options: ImportOptions): Promise<Survey> {
  const rowOf = new Map<string, number>();
  let titles: Survey["titles"] = new Map();
  let total = 0;
  const onHeader = (header: MatchedHeader) => {
    titles = new Map([...header.columns].map(([field, { title }]) => [field, title]));
    options.onHeader?.(header);
  };
  for await (const row of readFile(options, onHeader)) {
    total += 1;
    if (row.ok && row.key !== undefined && !rowOf.has(row.key)) rowOf.set(row.key, row.row);
  }
  return { total, titles, rowOf };
}

interface Round {
  readonly dryRun: boolean;
  /** The rows to be sent; undefined: all. */
  readonly only?: ReadonlySet<number>;
  /** Without what they refer to of their own kind. */
  readonly bare?: boolean;
  readonly onRow: (row: ImportedRow) => void;
}

async function run(options: ImportOptions, found: Survey, dryRun: boolean): Promise<void> {
  let done = 0;
  const report = (row: ImportedRow) => {
    done += 1;
    options.onRow(row);
    options.onProgress?.(done, found.total);
  };
  let waiting = await sendRound(options, found, { dryRun, onRow: report });
  for (let round = 1; waiting.size > 0; round++) {
    const isLast = round === MAX_ROUNDS;
    // What refers to one another in a ring comes on file without the reference, and gets it then.
    const created = new Set<number>();
    const note = ({ row, outcome }: ImportedRow) => void (outcome === "created" && created.add(row));
    if (isLast) await sendRound(options, found, { dryRun, only: waiting, bare: true, onRow: note });
    const left = await sendRound(options, found, {
      dryRun,
      only: waiting,
      onRow: (row) => report(created.has(row.row) ? { ...row, outcome: "created" } : row),
    });
    if (!isLast) waiting = left;
    else {
      for (const row of left) report({ row, outcome: "refused", id: null, code: "INVALID_INPUT", errors: [STUCK] });
      return;
    }
  }
}

const STUCK: FieldIssue = {
  field: "(row)",
  problem: "it refers to a row of this file that could not be imported",
  expected: "that row put right",
};

/** Sends rows in batches. @returns the rows that refer to one of the file that is not on file yet */
async function sendRound(options: ImportOptions, found: Survey, round: Round): Promise<ReadonlySet<number>> {
  const waiting = new Set<number>();
  const kind: AnyKind = KINDS[options.kind];
  const batches = cutBatches(options, found, round);
  const worker = async () => {
    for (;;) {
      const next = await batches.next();
      if (next.done === true) return;
      const rows = round.bare === true ? next.value.map((one) => withoutReference(one, kind)) : next.value;
      const coming = rows.flatMap(({ values }) => referenceOf(values, kind, found));
      const { dryRun } = round;
      const answers = await options.apply({ rows, dryRun, coming });
      for (const answer of answers) {
        if (!dryRun && isWaiting(answer, rows, { kind, found })) waiting.add(answer.row);
        else round.onRow(withTitles(answer, found.titles));
      }
    }
  };
  // One generator for all: an async generator answers its callers one after the other.
  await Promise.all(Array.from({ length: options.width }, worker));
  return waiting;
}

interface Sent {
  readonly row: number;
  readonly values: Values;
}

async function* cutBatches(options: ImportOptions, { rowOf }: Survey, round: Round): AsyncGenerator<readonly Sent[]> {
  let rows: Sent[] = [];
  let length = 0;
  for await (const read of readFile(options)) {
    if (round.only?.has(read.row) === false) continue;
    const checked = refuseRepeated(read, rowOf);
    if (!checked.ok) {
      round.onRow({ row: checked.row, outcome: "refused", id: null, code: checked.code, errors: checked.errors });
      continue;
    }
    const size = JSON.stringify(checked.values).length;
    if (rows.length === options.batchRows || (rows.length > 0 && length + size > MAX_BATCH_LENGTH)) {
      yield rows;
      rows = [];
      length = 0;
    }
    rows.push({ row: checked.row, values: checked.values });
    length += size;
  }
  if (rows.length > 0) yield rows;
}

function refuseRepeated(read: ReadRow, rowOf: Survey["rowOf"]): ReadRow {
  const first = read.ok && read.key !== undefined ? rowOf.get(read.key) : undefined;
  if (first === undefined || first === read.row) return read;
  const problem = `row ${first} is the same one`;
  return {
    ok: false,
    row: read.row,
    code: "CONFLICT",
    errors: [{ field: "(row)", problem, expected: "one row for each" }],
  };
}

/** What a row refers to of its own kind, where the file brings it. */
function referenceOf(values: Values, { refersTo }: AnyKind, { rowOf }: Survey): readonly string[] {
  const id = refersTo === null ? undefined : values[refersTo];
  return typeof id === "string" && rowOf.has(id) ? [id] : [];
}

function withoutReference({ row, values }: Sent, { refersTo }: AnyKind): Sent {
  return refersTo === null ? { row, values } : { row, values: { ...values, [refersTo]: null } };
}

function isWaiting(
  answer: ImportedRow,
  rows: readonly Sent[],
  { kind, found }: { kind: AnyKind; found: Survey },
): boolean {
  if (answer.outcome !== "refused" || !answer.errors.every(({ field }) => field === kind.refersTo)) return false;
  const sent = rows.find(({ row }) => row === answer.row);
  return sent !== undefined && referenceOf(sent.values, kind, found).length > 0;
}

/** The service names fields; who made the file knows columns. */
function withTitles(answer: ImportedRow, titles: ReadonlyMap<string, string>): ImportedRow {
  const errors = answer.errors.map((issue) => {
    const [field = "", ...rest] = issue.field.split(".");
    return { ...issue, field: [titles.get(field) ?? field, ...rest].join(".") };
  });
  return { ...answer, errors };
}
