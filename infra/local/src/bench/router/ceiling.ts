import { randomBytes } from "node:crypto";

import { Client, type types } from "pg";

/** Rows of one batch as columns, ready to be bound: nothing is computed while the clock runs. */
interface Batch {
  readonly rows: number;
  readonly statements: readonly { readonly name: string; readonly text: string; readonly values: readonly unknown[] }[];
}

const CONNECTIONS = [2, 4];

/** Tables in the order in which references allow their rows. */
const TABLES = ["lead", "decision", "assignment", "outbox"] as const;

/** Each by an index: the tables have grown by then. */
const SELECT_ROWS: Readonly<Record<(typeof TABLES)[number], string>> = {
  lead: "select *, id as of_lead from lead where id = any($1::text[])",
  decision: "select *, lead_id as of_lead from decision where lead_id = any($1::text[])",
  assignment: "select *, lead_id as of_lead from assignment where lead_id = any($1::text[])",
  outbox: `select outbox.*, lead_id as of_lead from unnest($1::text[]) as lead_id
    join outbox on event_id in ('evt_' || substr(lead_id, 6) || '.0.received', 'evt_' || substr(lead_id, 6) || '.1.assigned')`,
};

export interface Ceiling {
  readonly leadsPerSecond: number;
  readonly connections: number;
}

/**
 * How fast the server takes the very rows that the service has written, and nothing else: lead, decision with inputs and
 * trace, assignment and events by bare `unnest` inserts, the rows of their pools and reps by updates, in transactions of
 * `batchSize` leads. The best of 2 and 4 connections: one never was.
 *
 * @param load `leadIds`: whose rows are written, under new ids, again and again
 */
export async function measureCeiling(
  databaseUrl: string,
  {
    leadIds,
    batchSize,
    seconds,
  }: { readonly leadIds: readonly string[]; readonly batchSize: number; readonly seconds: number },
): Promise<Ceiling> {
  const clients = await Promise.all(Array.from({ length: Math.max(...CONNECTIONS) }, async () => open(databaseUrl)));
  try {
    const [first] = clients;
    if (first === undefined) throw new Error("Nobody to write");
    const sample = await readSample(first, leadIds);
    let best: Ceiling = { leadsPerSecond: 0, connections: 0 };
    for (const connections of CONNECTIONS) {
      // More than any machine has taken so far; where they do not last, the time that they lasted counts.
      const batches = makeBatches(sample, { batchSize, count: Math.ceil((seconds * 12_000) / batchSize) });
      const leadsPerSecond = await measure(clients.slice(0, connections), batches, seconds);
      if (leadsPerSecond > best.leadsPerSecond) best = { leadsPerSecond, connections };
    }
    return best;
  } finally {
    await Promise.all(clients.map(async (client) => client.end()));
  }
}

/** Milliseconds of transactions with one lead each, one after the other. */
export async function measureBareCommits(
  databaseUrl: string,
  { leadIds, seconds }: { readonly leadIds: readonly string[]; readonly seconds: number },
): Promise<readonly number[]> {
  const client = await open(databaseUrl);
  try {
    const batches = makeBatches(await readSample(client, leadIds), { batchSize: 1, count: seconds * 1_000 });
    const tookMs: number[] = [];
    const until = performance.now() + seconds * 1_000;
    for (const batch of batches) {
      const started = performance.now();
      if (started > until) break;
      await write(client, batch);
      tookMs.push(performance.now() - started);
    }
    return tookMs;
  } finally {
    await client.end();
  }
}

/** Takes the rows of the ceiling out again: copies of leads that no rep was given, which a check would find. */
export async function deleteCeilingRows(databaseUrl: string): Promise<void> {
  const client = await open(databaseUrl);
  try {
    // All rows of a lead go, in the bench's own database: looking up references row by row would take a minute.
    await client.query("set session_replication_role = replica");
    for (const table of ["assignment", "decision"])
      await client.query(`delete from ${table} where lead_id ^@ 'lead_ceiling-'`);
    await client.query("delete from lead where id ^@ 'lead_ceiling-'");
    await client.query("delete from outbox where event_id ^@ 'evt_ceiling-'");
  } finally {
    await client.end();
  }
}

/**
 * Has Postgres catch up with what was written so far, the ceiling's rows taken out: hundreds of thousands of rows a minute
 * leave behind gigabytes to be flushed and vacuumed, which 500 leads a second never do and would pay for.
 */
export async function clearUp(databaseUrl: string): Promise<void> {
  await deleteCeilingRows(databaseUrl);
  const client = await open(databaseUrl);
  try {
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}

/** @returns leads per second */
async function measure(clients: readonly Client[], batches: readonly Batch[], seconds: number): Promise<number> {
  const next = batches.values();
  const started = performance.now();
  const until = started + seconds * 1_000;
  let done = 0;
  await Promise.all(
    clients.map(async (client) => {
      for (const batch of next) {
        await write(client, batch);
        done += batch.rows;
        if (performance.now() >= until) break;
      }
    }),
  );
  return done / ((performance.now() - started) / 1_000);
}

async function open(databaseUrl: string): Promise<Client> {
  // Every value as Postgres writes it, to be written back as it is.
  const client = new Client({
    connectionString: databaseUrl,
    pipeline: true,
    types: { getTypeParser: () => String } as unknown as typeof types,
  });
  await client.connect();
  return client;
}

/** One transaction: the statements leave together, as the service's do. */
async function write(client: Client, { statements }: Batch): Promise<void> {
  await Promise.all([
    client.query("begin"),
    ...statements.map(async ({ name, text, values }) => client.query({ name, text, values: [...values] })),
    client.query("commit"),
  ]);
}

type Row = Readonly<Record<string, string | null>>;

/** What the service has written of some leads, by table and lead. */
interface Sample {
  readonly leadIds: readonly string[];
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>>;
  readonly columns: ReadonlyMap<string, readonly Column[]>;
}

async function readSample(client: Client, leadIds: readonly string[]): Promise<Sample> {
  const rows = new Map<string, ReadonlyMap<string, readonly Row[]>>();
  const columns = new Map<string, readonly Column[]>();
  for (const table of TABLES) {
    const found = await client.query<Row>(SELECT_ROWS[table], [leadIds]);
    rows.set(
      table,
      Map.groupBy(found.rows, (row) => String(row["of_lead"])),
    );
    columns.set(table, await readColumns(client, table));
  }
  const assigned = rows.get("assignment");
  return { leadIds: leadIds.filter((id) => assigned?.has(id)), rows, columns };
}

/** The rows of the sample again and again, under ids that are new each time. */
function makeBatches(
  { leadIds, rows: known, columns }: Sample,
  { batchSize, count }: { readonly batchSize: number; readonly count: number },
): readonly Batch[] {
  const run = randomBytes(6).toString("hex");
  return Array.from({ length: count }, (_, batch): Batch => {
    const leads = Array.from({ length: batchSize }, (_unused, index) => {
      const number = batch * batchSize + index;
      return { id: leadIds[number % leadIds.length] ?? "", number };
    });
    const inserts = TABLES.map((table) => {
      const rows = leads.flatMap(({ id, number }) =>
        (known.get(table)?.get(id) ?? []).map((row) => rename(table, row, `${run}-${number}`, number)),
      );
      return toInsert(table, columns.get(table) ?? [], rows);
    });
    // What the leads of the batch moved: each pool and each rep once.
    const moved = (table: (typeof TABLES)[number], column: string) => [
      ...new Set(
        leads.flatMap(
          ({ id }) =>
            known
              .get(table)
              ?.get(id)
              ?.flatMap((row) => row[column] ?? []) ?? [],
        ),
      ),
    ];
    return {
      rows: batchSize,
      statements: [
        ...inserts,
        {
          name: "pool",
          text: `${inOrder("pool_state", "pool_id")}
            update pool_state set seq = seq, credits_micro = credits_micro, last_seqs = last_seqs
            from locked where pool_state.pool_id = locked.id`,
          values: [moved("decision", "pool_id")],
        },
        {
          name: "load",
          text: `${inOrder("rep_load", "rep_id")}
            update rep_load set open_leads = open_leads from locked where rep_load.rep_id = locked.id`,
          values: [moved("assignment", "rep_id")],
        },
      ],
    };
  });
}

/** As the service locks them: two transactions that update rows as they find them wait for each other in a circle. */
function inOrder(table: string, id: string): string {
  return `with locked as materialized (
    select ${id} as id from ${table} where ${id} = any($1::text[]) order by ${id} for update)`;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

async function readColumns(client: Client, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' order by attnum`,
    [table],
  );
  return rows;
}

/** The same row of another lead: its ids and its place in its pool are new, everything else is as it was. */
function rename(table: (typeof TABLES)[number], row: Row, suffix: string, number: number): Row {
  const leadId = `lead_ceiling-${suffix}`;
  switch (table) {
    case "lead":
      return { ...row, id: leadId, idempotency_key: suffix, personal_email: `${suffix}${row["personal_email"]}` };
    case "decision":
      return row["pool_id"] === null
        ? { ...row, lead_id: leadId }
        : { ...row, lead_id: leadId, pool_id: `pool_ceiling-${suffix.split("-")[0]}`, pool_seq: String(number + 1) };
    case "assignment":
      return { ...row, lead_id: leadId };
    case "outbox":
      return { ...row, event_id: `evt_ceiling-${suffix}.${row["kind"]}` };
  }
}

/** Columns as arrays of text, cast where they land: an array within a row cannot be unnested as such. */
function toInsert(table: string, columns: readonly Column[], rows: readonly Row[]) {
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  const casts = columns.map(({ name, type }) => `"${name}"::${type}`).join(", ");
  const parameters = columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
  return {
    name: table,
    text: `insert into ${table} (${names}) select ${casts} from unnest(${parameters}) as r (${names})`,
    values: columns.map(({ name }) => rows.map((row) => row[name] ?? null)),
  };
}
