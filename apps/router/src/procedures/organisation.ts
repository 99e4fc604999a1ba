import {
  CorrectCreditInput,
  DepartRepInput,
  ListCreditCorrectionsInput,
  ReadDigestInput,
} from "@pointsman/contracts/api";
import { Partner, Pool, Queue, Rep, Territory } from "@pointsman/contracts/organisation";
import { upsertPartners } from "@pointsman/store/organisation/upsert-partners";
import { upsertQueues } from "@pointsman/store/organisation/upsert-queues";
import { upsertTerritories } from "@pointsman/store/organisation/upsert-territories";
import { z } from "zod";

import { procedure, router } from "../trpc.ts";
import { correctPoolCredit } from "../verbs/correct-pool-credit.ts";
import { departRep } from "../verbs/depart-rep.ts";
import { listCorrections } from "../verbs/list-corrections.ts";
import { listPools } from "../verbs/list-pools.ts";
import { listReps } from "../verbs/list-reps.ts";
import { readDigest } from "../verbs/read-digest.ts";
import { readOrganisation } from "../verbs/read-organisation.ts";
import { saveItems } from "../verbs/save-items.ts";
import { savePools } from "../verbs/save-pools.ts";
import { saveReps } from "../verbs/save-reps.ts";
import { listOf } from "./list-of.ts";

export const repProcedures = router({
  /** All reps with what they have open. */
  list: procedure("config:read", "checked").query(async ({ ctx }) => listReps(ctx.service, ctx.caller)),
  upsert: procedure("config:write", "checked")
    .input(z.object({ reps: listOf(Rep) }))
    .mutation(async ({ ctx, input }) => saveReps(ctx.service, ctx.caller, input.reps)),
  /** A rep leaves: first a preview, then call after call until it is done. Needs `leads:write` too. */
  depart: procedure("config:write")
    .input(DepartRepInput)
    .mutation(async ({ ctx, input }) => departRep(ctx.service, ctx.caller, input)),
  /** What was held for a rep, and what his backup got, while he was on time off. */
  digest: procedure("leads:read", "checked")
    .input(ReadDigestInput)
    .query(async ({ ctx, input }) => readDigest(ctx.service, ctx.caller, input)),
});

export const poolProcedures = router({
  /** All pools with their ledger: leads given so far, and what each member is owed. */
  list: procedure("config:read", "checked").query(async ({ ctx }) => listPools(ctx.service, ctx.caller)),
  upsert: procedure("config:write", "checked")
    .input(z.object({ pools: listOf(Pool) }))
    .mutation(async ({ ctx, input }) => savePools(ctx.service, ctx.caller, input.pools)),
  /** Corrects by hand what members are owed. */
  correctCredit: procedure("config:write", "checked")
    .input(CorrectCreditInput)
    .mutation(async ({ ctx, input }) => correctPoolCredit(ctx.service, ctx.caller, input)),
  /** What moved one pool's credits outside its decisions, the latest first. */
  corrections: procedure("config:read", "checked")
    .input(ListCreditCorrectionsInput)
    .query(async ({ ctx, input }) => listCorrections(ctx.service, ctx.caller, input)),
});

export const territoryProcedures = router({
  list: procedure("config:read", "common").query(async ({ ctx }) => (await readOrganisation(ctx.service)).territories),
  upsert: procedure("config:write")
    .input(z.object({ territories: listOf(Territory) }))
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.territories, upsertTerritories)),
});

export const partnerProcedures = router({
  list: procedure("config:read", "common").query(async ({ ctx }) => (await readOrganisation(ctx.service)).partners),
  upsert: procedure("config:write")
    .input(z.object({ partners: listOf(Partner) }))
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.partners, upsertPartners)),
});

export const queueProcedures = router({
  list: procedure("config:read", "common").query(async ({ ctx }) => (await readOrganisation(ctx.service)).queues),
  upsert: procedure("config:write")
    .input(z.object({ queues: listOf(Queue) }))
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.queues, upsertQueues)),
});
