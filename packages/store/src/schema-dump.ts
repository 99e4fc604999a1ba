import { sql } from "kysely";

import type { Db } from "./connect.ts";

/** How to rewrite `schema.sql`, for the head of the file and the message of the test that compares it. */
export const DUMP_COMMAND = "pnpm --filter @pointsman/store db:dump";

/**
 * The schema `public` as text, from the catalogue: what the migrations come to. Deterministic: by kind, then by name
 * or position. For people and for `diff`; it is not meant to be run.
 */
export async function dumpSchema(db: Db): Promise<string> {
  const sections = [
    await listLines(db, EXTENSIONS),
    await listLines(db, FUNCTIONS),
    await listLines(db, TABLES),
    await listLines(db, VIEWS),
    await listLines(db, INDEXES),
    await listLines(db, TRIGGERS),
    await listLines(db, COMMENTS),
  ];
  const head = `-- Made from the catalogue by \`${DUMP_COMMAND}\`. Do not edit: change the migrations.`;
  return `${[head, ...sections.map((lines) => lines.join("\n"))].join("\n\n")}\n`;
}

async function listLines(db: Db, query: string): Promise<readonly string[]> {
  const { rows } = await sql.raw<{ readonly line: string }>(query).execute(db);
  return rows.map((row) => row.line);
}

const EXTENSIONS = `
  select 'create extension ' || quote_ident(extname) || ';' as line from pg_extension
  where extnamespace = 'public'::regnamespace order by extname collate "C"`;

/** What an extension brings along is not ours. */
const IS_OURS = `
  pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')`;

const FUNCTIONS = `
  select pg_get_functiondef(oid) as line from pg_proc
  where ${IS_OURS} order by proname collate "C"`;

const COLUMN = `
  '  ' || quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
  || case when attidentity = 'a' then ' generated always as identity' else '' end
  || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
  || case when attnotnull then ' not null' else '' end`;

// Not-null constraints (contype n, in the catalogue since PostgreSQL 18) stand with the columns.
const TABLES = `
  select 'create table ' || quote_ident(relname) || E' (\\n' || string_agg(part, E',\\n' order by kind, place, part collate "C")
         || E'\\n)' || coalesce(' partition by ' || pg_get_partkeydef(pg_class.oid), '')
         || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '') || E';\\n' as line
  from pg_class
  join lateral (
    select 1 as kind, attnum::int as place, ${COLUMN} as part
    from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attrelid = pg_class.oid and attnum > 0 and not attisdropped
    union all
    select 2, 0, '  constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where conrelid = pg_class.oid and contype in ('c', 'f', 'p', 'u', 'x')
  ) as parts on true
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  group by pg_class.oid, relname, reloptions
  order by relname collate "C"`;

const VIEWS = `
  select 'create view ' || quote_ident(relname) || E' as\\n' || pg_get_viewdef(oid, true) || E'\\n' as line
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
  order by relname collate "C"`;

const INDEXES = `
  select pg_get_indexdef(indexrelid) || ';' as line
  from pg_index join pg_class on pg_class.oid = indexrelid
  where relnamespace = 'public'::regnamespace
    and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
  order by relname collate "C"`;

const TRIGGERS = `
  select pg_get_triggerdef(pg_trigger.oid) || ';' as line
  from pg_trigger join pg_class on pg_class.oid = tgrelid
  where relnamespace = 'public'::regnamespace and not tgisinternal
  order by tgname collate "C"`;

const COMMENTS = `
  select line from (
    select relname as name, 0 as place,
           'comment on ' || case relkind when 'v' then 'view ' else 'table ' end || quote_ident(relname) || ' is '
           || quote_literal(obj_description(oid, 'pg_class')) || ';' as line
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition
    union all
    select relname, attnum::int,
           'comment on column ' || quote_ident(relname) || '.' || quote_ident(attname) || ' is '
           || quote_literal(col_description(attrelid, attnum)) || ';'
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and attnum > 0
    union all
    select proname, 0, 'comment on function ' || quote_ident(proname) || '() is '
           || quote_literal(obj_description(oid, 'pg_proc')) || ';'
    from pg_proc where ${IS_OURS}
  ) as comments
  where line is not null
  order by name collate "C", place, line collate "C"`;
