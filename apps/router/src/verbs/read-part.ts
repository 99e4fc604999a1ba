import { AppError } from "@pointsman/contracts/error";
import type { Organisation } from "@pointsman/store/organisation/load-organisation";
import type { PageOptions } from "@pointsman/store/page";

import type { ServiceContext } from "../context.ts";
import { pageById } from "./page-by-id.ts";
import { readOrganisation } from "./read-organisation.ts";

type Context = Pick<ServiceContext, "db" | "directories">;

/** Parts of the organisation about which there is nothing to say but how they are configured. */
type Part = "territories" | "partners";

/** Its parts of one kind, by id. */
export async function listParts<P extends Part>(context: Context, part: P, page: PageOptions) {
  const organisation = await readOrganisation(context);
  return pageById<Organisation[P][number]>(organisation[part], page);
}

/** @param what names it in the message. @throws AppError `NOT_FOUND` */
export async function readPart<P extends Part>(
  context: Context,
  part: P,
  { id, what }: { readonly id: string; readonly what: string },
): Promise<Organisation[P][number]> {
  const organisation = await readOrganisation(context);
  const parts: readonly Organisation[P][number][] = organisation[part];
  const found = parts.find((one) => one.id === id);
  if (found === undefined) throw new AppError("NOT_FOUND", `There is no ${what} ${id}.`);
  return found;
}
