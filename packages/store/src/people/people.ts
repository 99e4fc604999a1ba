import type { Person } from "@pointsman/contracts/access";
import type { PersonId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { assertDistinct, assertReferences, toReferences } from "../organisation/assert-references.ts";
import { toRecordset } from "../recordset.ts";

/**
 * Adds or replaces people with the teams that they manage. Throws `INVALID_INPUT` for an unknown team
 * (`people.0.teamIds.1`) or rep, and for a person, an address or a rep given twice.
 */
export async function upsertPeople(tx: Tx, people: readonly Person[]): Promise<void> {
  await assertPeople(tx, people);
  await sql`
    insert into person (id, personal_name, personal_email, role, rep_id, status)
    select id, name, email, role, "repId", status
    from json_to_recordset(${toRecordset(people)}::json) as r (
      id text, name text, email text, role text, "repId" text, status text)
    on conflict (id) do update set
      personal_name = excluded.personal_name, personal_email = excluded.personal_email, role = excluded.role,
      rep_id = excluded.rep_id, status = excluded.status`.execute(tx);
  await sql`delete from person_team where person_id = any(${people.map(({ id }) => id)}::text[])`.execute(tx);
  const teams = people.flatMap(({ id, teamIds }) => [...new Set(teamIds)].map((team) => ({ id, team })));
  await sql`
    insert into person_team (person_id, team)
    select id, team from json_to_recordset(${toRecordset(teams)}::json) as r (id text, team text)`.execute(tx);
}

async function assertPeople(tx: Tx, people: readonly Person[]): Promise<void> {
  // Whoever saves people at the same time waits, so that what is found here still holds at the write. Readers do not wait.
  await sql`lock table person in share row exclusive mode`.execute(tx);
  const field = (index: number, name: string) => `people.${index}.${name}`;
  assertDistinct(people.map(({ id }, index) => ({ field: field(index, "id"), id })));
  await assertReferences(tx, "team", {
    list: people.flatMap(({ teamIds }, index) =>
      teamIds.map((id, place) => ({ field: field(index, `teamIds.${place}`), id })),
    ),
  });
  await assertReferences(tx, "rep", {
    list: people.flatMap(({ repId }, index) => toReferences(field(index, "repId"), repId)),
  });
  const others = await listOthers(tx, people);
  assertDistinct([
    ...others.map(({ id, email }) => ({ field: id, id: fold(email) })),
    ...people.map(({ email }, index) => ({ field: field(index, "email"), id: fold(email) })),
  ]);
  assertDistinct([
    ...others.flatMap(({ id, repId }) => toReferences(id, repId)),
    ...people.flatMap(({ repId }, index) => toReferences(field(index, "repId"), repId)),
  ]);
}

function fold(email: string): string {
  return email.toLowerCase();
}

async function listOthers(tx: Tx, people: readonly Person[]): Promise<readonly Person[]> {
  const given = new Set(people.map(({ id }) => id));
  return (await listPeople(tx)).filter(({ id }) => !given.has(id));
}

/** Everybody, by id. They are those who work with Pointsman: hundreds. */
export async function listPeople(db: Db): Promise<readonly Person[]> {
  return selectPeople(db).orderBy("id").execute();
}

/** One of them; undefined: there is none. */
export async function findPerson(db: Db, id: PersonId): Promise<Person | undefined> {
  return selectPeople(db).where("id", "=", id).executeTakeFirst();
}

function selectPeople(db: Db) {
  return db
    .selectFrom("person")
    .select(["id", "personal_name as name", "personal_email as email", "role", "rep_id as repId", "status"])
    .select(
      sql<readonly string[]>`array(select team from person_team where person_id = person.id order by team)`.as(
        "teamIds",
      ),
    );
}
