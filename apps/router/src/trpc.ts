import type { Scope } from "@pointsman/contracts/api";
import { createRpc, type Reach } from "@pointsman/rpc/create-rpc";
import { actAs } from "@pointsman/store/audit/act-as";

import type { ServiceContext } from "./context.ts";
import { toActor } from "./to-actor.ts";

const rpc = createRpc<ServiceContext>();

export const { router, openProcedure, keyProcedure } = rpc;

/** As that of `createRpc`; and what a mutation changes is put down to its caller, in the audit trail. */
export const procedure = (scope: Scope, reach?: Reach) =>
  rpc.procedure(scope, reach).use(async ({ ctx, path, type, next }) => {
    if (type !== "mutation") return next({ ctx });
    const { service, caller } = ctx;
    return next({ ctx: { ...ctx, service: { ...service, db: actAs(service.db, toActor(caller), path) } } });
  });
