import { CorrectCreditInput, Departure, DepartRepInput, Digest, ReadDigestInput } from "@pointsman/contracts/api";
import {
  CorrectionsPage,
  CreditCorrection,
  ListInput,
  ListOfPoolInput,
  ListRepsInput,
  PartnerInput,
  PartnersPage,
  PoolDecisionsPage,
  PoolInput,
  PoolsPage,
  PoolWithLedger,
  QueueInput,
  QueuesPage,
  QueueWithLeads,
  RepDetails,
  RepInput,
  RepsPage,
  SavePartnersInput,
  SavePoolsInput,
  SaveQueuesInput,
  SaveRepsInput,
  SaveTerritoriesInput,
  TerritoriesPage,
  TerritoryInput,
} from "@pointsman/contracts/api/organisation";
import { Removed, Saved } from "@pointsman/contracts/api/paging";
import { ListQueueInput, ParkedLeadsPage } from "@pointsman/contracts/api/waiting";
import { Partner, Territory } from "@pointsman/contracts/organisation";
import { upsertPartners } from "@pointsman/store/organisation/upsert-partners";
import { upsertQueues } from "@pointsman/store/organisation/upsert-queues";
import { upsertTerritories } from "@pointsman/store/organisation/upsert-territories";

import { procedure, router } from "../trpc.ts";
import { correctPoolCredit } from "../verbs/correct-pool-credit.ts";
import { departRep } from "../verbs/depart-rep.ts";
import { listCorrections, listPoolDecisions, listPools, readPool } from "../verbs/list-pools.ts";
import { listQueueLeads, listQueues, readQueue } from "../verbs/list-queues.ts";
import { listReps, readRep } from "../verbs/list-reps.ts";
import { readDigest } from "../verbs/read-digest.ts";
import { listParts, readPart } from "../verbs/read-part.ts";
import { removeParts } from "../verbs/remove-part.ts";
import { saveItems } from "../verbs/save-items.ts";
import { savePools } from "../verbs/save-pools.ts";
import { saveReps } from "../verbs/save-reps.ts";

export const repProcedures = router({
  list: procedure("config:read", "checked")
    .meta({ description: "Reps with what they have open, by id." })
    .input(ListRepsInput)
    .output(RepsPage)
    .query(async ({ ctx, input }) => listReps(ctx.service, ctx.caller, input)),
  get: procedure("config:read", "checked")
    .meta({ description: "One rep with what he has open and his parts in the organisation.", errors: ["NOT_FOUND"] })
    .input(RepInput)
    .output(RepDetails)
    .query(async ({ ctx, input }) => readRep(ctx.service, ctx.caller, input.repId)),
  upsert: procedure("config:write", "checked")
    .meta({ description: "Adds or replaces reps, all of them or none." })
    .input(SaveRepsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveReps(ctx.service, ctx.caller, input.reps)),
  depart: procedure("config:write")
    .meta({
      description:
        "A rep leaves: first a preview, then call after call until it is done. Needs the scope `leads:write` too. Reps stay on file, so that what they did can be read.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(DepartRepInput)
    .output(Departure)
    .mutation(async ({ ctx, input }) => departRep(ctx.service, ctx.caller, input)),
  digest: procedure("leads:read", "checked")
    .meta({
      description: "What was held for a rep, and what his backup got, while he was on time off.",
      errors: ["NOT_FOUND"],
    })
    .input(ReadDigestInput)
    .output(Digest)
    .query(async ({ ctx, input }) => readDigest(ctx.service, ctx.caller, input)),
});

export const poolProcedures = router({
  list: procedure("config:read", "checked")
    .meta({ description: "Pools with their ledgers, by id: leads given so far, and what each member is owed." })
    .input(ListInput)
    .output(PoolsPage)
    .query(async ({ ctx, input }) => listPools(ctx.service, ctx.caller, input)),
  get: procedure("config:read", "checked")
    .meta({ description: "One pool with its ledger.", errors: ["NOT_FOUND"] })
    .input(PoolInput)
    .output(PoolWithLedger)
    .query(async ({ ctx, input }) => readPool(ctx.service, ctx.caller, input.poolId)),
  upsert: procedure("config:write", "checked")
    .meta({
      description: "Adds or replaces pools, all of them or none. What somebody who leaves is owed is shared out.",
    })
    .input(SavePoolsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => savePools(ctx.service, ctx.caller, input.pools)),
  remove: procedure("config:write")
    .meta({
      description: "Takes away a pool that never gave a lead and that no territory and no rule names.",
      errors: ["NOT_FOUND", "STILL_IN_USE"],
    })
    .input(PoolInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeParts.pool(ctx.service, input.poolId)),
  decisions: procedure("config:read", "checked")
    .meta({
      description:
        "The ledger's book: the decisions of one pool by their numbers, the latest first, each with what it did to whom is owed what.",
      errors: ["NOT_FOUND"],
    })
    .input(ListOfPoolInput)
    .output(PoolDecisionsPage)
    .query(async ({ ctx, input }) => listPoolDecisions(ctx.service, ctx.caller, input)),
  correctCredit: procedure("config:write", "checked")
    .meta({ description: "Corrects by hand what members are owed.", errors: ["NOT_FOUND"] })
    .input(CorrectCreditInput)
    .output(CreditCorrection)
    .mutation(async ({ ctx, input }) => correctPoolCredit(ctx.service, ctx.caller, input)),
  corrections: procedure("config:read", "checked")
    .meta({
      description: "What moved one pool's credits outside its decisions, the latest first.",
      errors: ["NOT_FOUND"],
    })
    .input(ListOfPoolInput)
    .output(CorrectionsPage)
    .query(async ({ ctx, input }) => listCorrections(ctx.service, ctx.caller, input)),
});

export const territoryProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Territories, by id." })
    .input(ListInput)
    .output(TerritoriesPage)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await listParts(ctx.service, "territories", input);
      return { territories: items, nextCursor };
    }),
  get: procedure("config:read", "common")
    .meta({ description: "One territory.", errors: ["NOT_FOUND"] })
    .input(TerritoryInput)
    .output(Territory)
    .query(async ({ ctx, input }) =>
      readPart(ctx.service, "territories", { id: input.territoryId, what: "territory" }),
    ),
  upsert: procedure("config:write")
    .meta({ description: "Adds or replaces territories, all of them or none." })
    .input(SaveTerritoriesInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.territories, upsertTerritories)),
  remove: procedure("config:write")
    .meta({ description: "Takes away a territory that no rule names.", errors: ["NOT_FOUND", "STILL_IN_USE"] })
    .input(TerritoryInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeParts.territory(ctx.service, input.territoryId)),
});

export const partnerProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Partners, by id." })
    .input(ListInput)
    .output(PartnersPage)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await listParts(ctx.service, "partners", input);
      return { partners: items, nextCursor };
    }),
  get: procedure("config:read", "common")
    .meta({ description: "One partner.", errors: ["NOT_FOUND"] })
    .input(PartnerInput)
    .output(Partner)
    .query(async ({ ctx, input }) => readPart(ctx.service, "partners", { id: input.partnerId, what: "partner" })),
  upsert: procedure("config:write")
    .meta({ description: "Adds or replaces partners, all of them or none." })
    .input(SavePartnersInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.partners, upsertPartners)),
  remove: procedure("config:write")
    .meta({
      description: "Takes away a partner that never sent a lead and that no rule names.",
      errors: ["NOT_FOUND", "STILL_IN_USE"],
    })
    .input(PartnerInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeParts.partner(ctx.service, input.partnerId)),
});

export const queueProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Queues with how much waits in each, by id." })
    .input(ListInput)
    .output(QueuesPage)
    .query(async ({ ctx, input }) => listQueues(ctx.service, input)),
  get: procedure("config:read", "common")
    .meta({ description: "One queue with how much waits in it.", errors: ["NOT_FOUND"] })
    .input(QueueInput)
    .output(QueueWithLeads)
    .query(async ({ ctx, input }) => readQueue(ctx.service, input.queueId)),
  leads: procedure("leads:read", "checked")
    .meta({ description: "What waits in a queue, the longest waiting first.", errors: ["NOT_FOUND"] })
    .input(ListQueueInput)
    .output(ParkedLeadsPage)
    .query(async ({ ctx, input }) => listQueueLeads(ctx.service, ctx.caller, input)),
  upsert: procedure("config:write")
    .meta({ description: "Adds or replaces queues, all of them or none." })
    .input(SaveQueuesInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => saveItems(ctx.service, input.queues, upsertQueues)),
  remove: procedure("config:write")
    .meta({
      description: "Takes away an empty queue that no rule names.",
      errors: ["NOT_FOUND", "STILL_IN_USE"],
    })
    .input(QueueInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeParts.queue(ctx.service, input.queueId)),
});
