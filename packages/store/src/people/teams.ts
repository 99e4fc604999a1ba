import type { StaffedTeam, Team } from "@pointsman/contracts/access";
import type { PersonId, RepId } from "@pointsman/contracts/id";
import { sql } from "kysely";

import type { Db, Tx } from "../connect.ts";
import { assertDistinct } from "../organisation/assert-references.ts";
import { toRecordset } from "../recordset.ts";

/** Adds teams, or names them. Throws `INVALID_INPUT` for one given twice. */
export async function upsertTeams(tx: Tx, teams: readonly Team[]): Promise<void> {
  assertDistinct(teams.map(({ id }, index) => ({ field: `teams.${index}.id`, id })));
  await sql`
    insert into team (id, name) select id, name from json_to_recordset(${toRecordset(teams)}::json) as r (id text, name text)
    on conflict (id) do update set name = excluded.name`.execute(tx);
}

/** All teams, by id, with their reps and managers. */
export async function listTeams(db: Db): Promise<readonly StaffedTeam[]> {
  return db
    .selectFrom("team")
    .select(["id", "name"])
    .select([
      sql<readonly RepId[]>`array(select id from rep where rep.team = team.id order by id)`.as("repIds"),
      sql<readonly PersonId[]>`array(
        select person_id from person_team where person_team.team = team.id order by person_id)`.as("managerPersonIds"),
    ])
    .orderBy("id")
    .execute();
}
