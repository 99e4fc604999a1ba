import { CreateKeyInput, ListKeysInput, Person, RotateKeyInput, Team } from "@pointsman/contracts/access";
import { ApiKeyId } from "@pointsman/contracts/id";
import { inTransaction } from "@pointsman/store/in-transaction";
import { listPeople } from "@pointsman/store/people/people";
import { listTeams, upsertTeams } from "@pointsman/store/people/teams";
import { z } from "zod";

import { keyProcedure, procedure, router } from "../trpc.ts";
import { createKey } from "../verbs/create-key.ts";
import { listKeys } from "../verbs/list-keys.ts";
import { revokeKey } from "../verbs/revoke-key.ts";
import { rotateKey } from "../verbs/rotate-key.ts";
import { savePeople } from "../verbs/save-people.ts";
import { listOf } from "./list-of.ts";

export const keyProcedures = router({
  /** What the key of this call is and may do. */
  self: keyProcedure.query(({ ctx }) => ctx.caller),
  /** A new key, and its secret, which is shown this once. It may do no more than the key that makes it. */
  create: procedure("keys:manage")
    .input(CreateKeyInput)
    .mutation(async ({ ctx, input }) => createKey(ctx.service, ctx.caller, input)),
  /** Keys without their secrets, the latest made first. */
  list: procedure("keys:manage")
    .input(ListKeysInput.default({ ended: false, limit: 200 }))
    .query(async ({ ctx, input }) => listKeys(ctx.service, input)),
  /** A new secret for the same purpose. The old one works on for `overlapHours`. */
  rotate: procedure("keys:manage")
    .input(RotateKeyInput)
    .mutation(async ({ ctx, input }) => rotateKey(ctx.service, ctx.caller, input)),
  /** Takes a key out of use at once. Again changes nothing. */
  revoke: procedure("keys:manage")
    .input(z.object({ keyId: ApiKeyId }))
    .mutation(async ({ ctx, input }) => revokeKey(ctx.service, input.keyId)),
});

export const personProcedures = router({
  /** Who works with Pointsman, in which role. */
  list: procedure("keys:manage").query(async ({ ctx }) => listPeople(ctx.service.db)),
  upsert: procedure("keys:manage")
    .input(z.object({ people: listOf(Person) }))
    .mutation(async ({ ctx, input }) => savePeople(ctx.service, ctx.caller, input.people)),
});

export const teamProcedures = router({
  /** Teams with their reps and managers. */
  list: procedure("config:read", "common").query(async ({ ctx }) => listTeams(ctx.service.db)),
  /** Adds teams, or names them. Who is in one is said by `reps.upsert`, who manages it by `people.upsert`. */
  upsert: procedure("config:write")
    .input(z.object({ teams: listOf(Team) }))
    .mutation(async ({ ctx, input }) => {
      await inTransaction(ctx.service.db, async (tx) => upsertTeams(tx, input.teams));
      return { saved: input.teams.length };
    }),
});
