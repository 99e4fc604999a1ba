import type { Endpoint } from "@pointsman/contracts/endpoint";
import { listEndpoints } from "@pointsman/store/endpoints/find-endpoints";

import type { ServiceContext } from "../../context.ts";
import { toEndpoint } from "./to-endpoint.ts";

export async function readEndpoints({ db }: ServiceContext): Promise<{ readonly endpoints: readonly Endpoint[] }> {
  return { endpoints: (await listEndpoints(db)).map(toEndpoint) };
}
