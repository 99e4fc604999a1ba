import {
  ApiKey,
  ApiKeys,
  CreateKeyInput,
  ListKeysInput,
  NewKey,
  OwnKey,
  People,
  RevokeKeyInput,
  RotatedKey,
  RotateKeyInput,
  SavePeopleInput,
  SaveTeamsInput,
  StaffedTeams,
} from "@pointsman/contracts/access";
import { Saved } from "@pointsman/contracts/api/paging";
import { inTransaction } from "@pointsman/store/in-transaction";
import { listPeople } from "@pointsman/store/people/people";
import { listTeams, upsertTeams } from "@pointsman/store/people/teams";

import { keyProcedure, procedure, router } from "../trpc.ts";
import { createKey } from "../verbs/create-key.ts";
import { listKeys } from "../verbs/list-keys.ts";
import { revokeKey } from "../verbs/revoke-key.ts";
import { rotateKey } from "../verbs/rotate-key.ts";
import { savePeople } from "../verbs/save-people.ts";

export const keyProcedures = router({
  self: keyProcedure
    .meta({ description: "What the key of this call is and may do." })
    .output(OwnKey)
    .query(({ ctx }) => ctx.caller),
  create: procedure("keys:manage")
    .meta({
      description: "A new key, and its secret, which is shown this once. It may do no more than the key that makes it.",
    })
    .input(CreateKeyInput)
    .output(NewKey)
    .mutation(async ({ ctx, input }) => createKey(ctx.service, ctx.caller, input)),
  list: procedure("keys:manage")
    .meta({ description: "Keys without their secrets, the latest made first." })
    .input(ListKeysInput)
    .output(ApiKeys)
    .query(async ({ ctx, input }) => listKeys(ctx.service, input)),
  rotate: procedure("keys:manage")
    .meta({
      description: "A new secret for the same purpose. The old one works on for `overlapHours`.",
      errors: ["NOT_FOUND", "CONFLICT"],
    })
    .input(RotateKeyInput)
    .output(RotatedKey)
    .mutation(async ({ ctx, input }) => rotateKey(ctx.service, ctx.caller, input)),
  revoke: procedure("keys:manage")
    .meta({ description: "Takes a key out of use at once. Again changes nothing.", errors: ["NOT_FOUND"] })
    .input(RevokeKeyInput)
    .output(ApiKey)
    .mutation(async ({ ctx, input }) => revokeKey(ctx.service, input.keyId)),
});

export const personProcedures = router({
  list: procedure("keys:manage")
    .meta({ description: "Who works with Pointsman, in which role." })
    .output(People)
    .query(async ({ ctx }) => listPeople(ctx.service.db)),
  upsert: procedure("keys:manage")
    .meta({ description: "Adds or replaces people, all of them or none. Their keys follow from the next call on." })
    .input(SavePeopleInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => savePeople(ctx.service, ctx.caller, input.people)),
});

export const teamProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Teams with their reps and managers." })
    .output(StaffedTeams)
    .query(async ({ ctx }) => listTeams(ctx.service.db)),
  upsert: procedure("config:write")
    .meta({
      description:
        "Adds teams, or names them. Who is in one is said by `reps.upsert`, who manages it by `people.upsert`.",
    })
    .input(SaveTeamsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => {
      await inTransaction(ctx.service.db, async (tx) => upsertTeams(tx, input.teams));
      return { saved: input.teams.length };
    }),
});
