import { createRpc } from "@pointsman/rpc/create-rpc";

import type { ServiceContext } from "./context.ts";

export const { router, openProcedure, keyProcedure, procedure } = createRpc<ServiceContext>();
