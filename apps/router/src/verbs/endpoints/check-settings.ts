import { AppError } from "@pointsman/contracts/error";
import type { RepId } from "@pointsman/contracts/id";
import { readUrl } from "@pointsman/outbound/read-url";

import type { ServiceContext } from "../../context.ts";
import { readOrganisation } from "../read-organisation.ts";

/** What a caller enters and no schema can check. @throws AppError `ADDRESS_REFUSED`, `INVALID_INPUT` for an unknown owner */
export async function checkSettings(
  context: ServiceContext,
  { url, ownerRepId }: { readonly url?: string | undefined; readonly ownerRepId?: RepId | undefined },
): Promise<void> {
  if (url !== undefined) checkUrl(context, url);
  if (ownerRepId === undefined) return;
  const { reps } = await readOrganisation(context);
  if (reps.some(({ id, status }) => id === ownerRepId && status === "active")) return;
  throw new AppError("INVALID_INPUT", `There is no active rep ${ownerRepId} to own the endpoint.`, [
    { field: "ownerRepId", problem: "names no active rep" },
  ]);
}

function checkUrl({ addresses }: ServiceContext, url: string): void {
  try {
    readUrl(url, addresses);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, [
      { field: "url", problem: error.message, expected: "a public http or https URL" },
    ]);
  }
}
