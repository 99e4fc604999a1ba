import { Client } from "pg";

/** Months over which the archived leads are spread; they end where the present ones begin. */
const MONTHS = 24;

const KEY = "md5('archived' || n)";
const LEAD_ID = `'lead_' || ${KEY}`;
const CREATED_AT = `timestamptz '2024-01-01Z' + n % (${MONTHS} * 28) * interval '1 day'`;

/** What each table holds of a lead: the columns that are its own; the rest is as the sample has it, but for large JSON. */
const ROWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lead: {
    id: LEAD_ID,
    idempotency_key: KEY,
    personal_email: `${KEY} || '@example.com'`,
    received_at: CREATED_AT,
    qualified_at: CREATED_AT,
    created_at: CREATED_AT,
    state: "'converted'",
    account_id: "null",
    attached_to_lead_id: "null",
  },
  decision: {
    lead_created_at: CREATED_AT,
    lead_id: LEAD_ID,
    trace: "'{}'",
    inputs: "'{}'",
    pool_id: "'pool_archived'",
    pool_seq: "n",
  },
  assignment: {
    lead_created_at: CREATED_AT,
    lead_id: LEAD_ID,
    ended_at: CREATED_AT,
    end_reason: "'converted'",
  },
  outbox: {
    id: "-n",
    event_id: `'evt_' || ${KEY} || '.0.received'`,
    occurred_at: CREATED_AT,
    payload: "'{}'",
  },
};

/** How many different leads the archived ones are like. */
const SAMPLES = 500;

/**
 * Puts so many leads in the archive as the archive command would leave them, with a decision, an assignment and an event
 * each: keys, ids and addresses at random, like real ones. Decisions come without trace and inputs, which no batch reads.
 * Unlogged and with the indexes made last, for it is only read here.
 */
export async function fillArchive(databaseUrl: string, leads: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("set maintenance_work_mem = '512MB'; set synchronous_commit = off; set time zone 'UTC'");
    const indexes = await client.query<{ name: string; made: string }>(
      `select indexname as name, indexdef as made from pg_indexes where tablename = 'lead_archive'`,
    );
    for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
    await client.query("alter table lead_archive set unlogged");
    await fill(client, { table: "lead", into: "lead_archive", from: 1, until: leads });
    for (const { made } of indexes.rows) await client.query(made);
    for (const table of ["decision", "assignment", "outbox"]) {
      // One part for all months: a batch opens none of them.
      const part = `${table}_archive_filled`;
      await client.query(`create unlogged table ${part} (like ${table}_archive)`);
      await fill(client, { table, into: part, from: 1, until: leads });
      await client.query(
        `alter table ${table}_archive attach partition ${part} for values from ('2024-01-01Z') to ('2026-01-01Z')`,
      );
    }
    await client.query("vacuum (analyze) lead_archive");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}

async function fill(
  client: Client,
  {
    table,
    into,
    from,
    until,
  }: { readonly table: string; readonly into: string; readonly from: number; readonly until: number },
): Promise<void> {
  const own = ROWS[table] ?? {};
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [into],
  );
  const types = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass`,
    [into],
  );
  const typeOf = new Map(types.rows.map(({ name, type }) => [name, type]));
  const values = rows.map(({ name }) => (own[name] === undefined ? name : `(${own[name]})::${typeOf.get(name)}`));
  const key = table === "lead" || table === "outbox" ? "id" : "lead_id";
  await client.query(
    `with sample as materialized (
       select row_number() over () - 1 as place, * from (select * from ${table} order by ${key} limit ${SAMPLES}) as picked),
     counted as materialized (select count(*) as samples from sample)
     insert into ${into} (${rows.map(({ name }) => name).join(", ")})
     select ${values.map((value) => (value.startsWith("(") ? value : `sample.${value}`)).join(", ")}
     from counted, generate_series(${from}, ${until}) as n
     join sample on sample.place = n % ${SAMPLES}`,
  );
}
