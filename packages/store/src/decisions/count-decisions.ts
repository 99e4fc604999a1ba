import type { Db } from "../connect.ts";

/** How many decisions are on file. */
export async function countDecisions(db: Db): Promise<number> {
  const { decisions } = await db
    .selectFrom("all_decision")
    .select((eb) => eb.fn.countAll().as("decisions"))
    .executeTakeFirstOrThrow();
  return Number(decisions);
}
