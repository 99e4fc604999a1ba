import { sql } from "kysely";

import { openBed } from "../bed/bed.ts";
import { toFinding } from "../bed/check-log.ts";
import { sendLeads } from "../bed/send-leads.ts";
import type { Fault } from "../fault.ts";

const FAIL_PCT = 10;

/** Sequences do not roll back: each try has a number of its own, and the seed decides which numbers fail. */
const toTrigger = (seed: number) => `
  create sequence tries;
  create sequence failures;
  create function fail_some() returns trigger language plpgsql as $$
  declare try bigint := nextval('tries');
  begin
    if abs(hashint8extended(try, ${seed})) % 100 < ${FAIL_PCT} then
      perform nextval('failures');
      if try % 2 = 0 then raise exception 'planted' using errcode = '40001'; end if;
      raise exception 'planted' using errcode = '40P01';
    end if;
    return null;
  end $$;
  create trigger fail_some after insert on decision for each statement execute function fail_some()`;

/** F16: the server takes transactions back. The whole decision is made again, and no client notices. */
export const retriedTransactions: Fault = {
  name: "retried-transactions",
  number: "F16",
  does: `${FAIL_PCT} % of the transactions that decide end in a deadlock or a serialization failure`,
  run: async ({ size, note, ...options }) => {
    await using bed = await openBed(options);
    await bed.tamper(toTrigger(bed.seed));
    const wanted = size === "short" ? 120 : 3_000;
    await sendLeads(bed.toBoth, { submitters: 4, goOn: () => bed.log.acknowledged < wanted, seed: bed.seed });
    const { rows } = await sql<{ readonly failures: number }>`
      select case when is_called then last_value else 0 end as failures from failures`.execute(bed.db);
    const failures = rows[0]?.failures ?? 0;
    note(`${failures} transactions taken back for ${bed.log.acknowledged} leads`);
    const internalErrors = bed.log.refusals("INTERNAL");
    return [
      ...(await bed.check()),
      toFinding("F16", "some-were-taken-back", { violations: failures > 0 ? [] : [{ failures }] }),
      // Six tries in a row fail once in a million batches.
      toFinding("F16", "no-client-noticed", { violations: internalErrors === 0 ? [] : [{ internalErrors }] }),
    ];
  },
};
