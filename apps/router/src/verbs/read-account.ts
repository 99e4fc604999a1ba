import { AppError } from "@pointsman/contracts/error";
import type { AccountId } from "@pointsman/contracts/id";
import { readAccountHistory } from "@pointsman/store/accounts/account-history";
import { getAccount } from "@pointsman/store/accounts/find-accounts";

import type { ServiceContext } from "../context.ts";

/** An account with its history. @throws AppError `NOT_FOUND` */
export async function readAccount({ db }: Pick<ServiceContext, "db">, id: AccountId) {
  const account = await getAccount(db, id);
  if (account === undefined) throw new AppError("NOT_FOUND", `There is no account ${id}.`);
  return { account, history: await readAccountHistory(db, id) };
}
