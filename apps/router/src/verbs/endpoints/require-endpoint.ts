import { AppError } from "@pointsman/contracts/error";
import type { EndpointId } from "@pointsman/contracts/id";
import type { Db } from "@pointsman/store/connect";
import { findEndpoint } from "@pointsman/store/endpoints/find-endpoints";
import type { StoredEndpoint } from "@pointsman/store/endpoints/stored-endpoint";

/** @throws AppError `NOT_FOUND` */
export async function requireEndpoint(db: Db, endpointId: EndpointId): Promise<StoredEndpoint> {
  const endpoint = await findEndpoint(db, endpointId);
  if (endpoint === undefined) throw new AppError("NOT_FOUND", `There is no endpoint ${endpointId}.`);
  return endpoint;
}
