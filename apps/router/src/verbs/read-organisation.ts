import { inTransaction } from "@pointsman/store/in-transaction";
import type { Organisation } from "@pointsman/store/organisation/load-organisation";

import type { ServiceContext } from "../context.ts";

/** The organisation as it is configured now. */
export async function readOrganisation({
  db,
  directories,
}: Pick<ServiceContext, "db" | "directories">): Promise<Organisation> {
  return inTransaction(db, async (tx) => (await directories.read(tx, "none")).organisation);
}
