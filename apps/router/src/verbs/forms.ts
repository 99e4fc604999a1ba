import { AppError } from "@pointsman/contracts/error";
import type { Form } from "@pointsman/contracts/form";
import { getForm, removeForm as deleteForm } from "@pointsman/store/forms/forms";
import { inTransaction } from "@pointsman/store/in-transaction";

import type { ServiceContext } from "../context.ts";

type Context = Pick<ServiceContext, "db">;

/** @throws AppError `NOT_FOUND` */
export async function readForm({ db }: Context, id: string): Promise<Form> {
  const form = await getForm(db, id);
  if (form === undefined) throw new AppError("NOT_FOUND", `There is no form ${id}.`);
  return form;
}

/** Its leads stay. The edge takes leads of it until it is told: see `forms.sources`. @throws AppError `NOT_FOUND` */
export async function removeForm({ db }: Context, id: string): Promise<{ readonly removed: number }> {
  const removed = await inTransaction(db, async (tx) => deleteForm(tx, id));
  if (removed === 0) throw new AppError("NOT_FOUND", `There is no form ${id}.`);
  return { removed };
}
