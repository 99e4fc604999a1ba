import { EdgeSources, FormInput, FormsPage, SaveFormsInput } from "@pointsman/contracts/api/forms";
import { ListInput } from "@pointsman/contracts/api/organisation";
import { Removed, Saved } from "@pointsman/contracts/api/paging";
import { Form } from "@pointsman/contracts/form";
import { listForms, readSources, upsertForms } from "@pointsman/store/forms/forms";
import { inTransaction } from "@pointsman/store/in-transaction";

import { procedure, router } from "../trpc.ts";
import { readForm, removeForm } from "../verbs/forms.ts";

export const formProcedures = router({
  list: procedure("config:read", "common")
    .meta({ description: "Forms and systems that leads come from, by id." })
    .input(ListInput)
    .output(FormsPage)
    .query(async ({ ctx, input }) => listForms(ctx.service.db, input)),
  get: procedure("config:read", "common")
    .meta({ description: "One form.", errors: ["NOT_FOUND"] })
    .input(FormInput)
    .output(Form)
    .query(async ({ ctx, input }) => readForm(ctx.service, input.formId)),
  upsert: procedure("config:write")
    .meta({
      description:
        "Adds or replaces forms, all of them or none. The edge knows of it once it is told: `forms.sources`.",
    })
    .input(SaveFormsInput)
    .output(Saved)
    .mutation(async ({ ctx, input }) => {
      await inTransaction(ctx.service.db, async (tx) => upsertForms(tx, input.forms));
      return { saved: input.forms.length };
    }),
  remove: procedure("config:write")
    .meta({ description: "Takes a form away. Its leads stay.", errors: ["NOT_FOUND"] })
    .input(FormInput)
    .output(Removed)
    .mutation(async ({ ctx, input }) => removeForm(ctx.service, input.formId)),
  sources: procedure("config:read")
    .meta({ description: "All forms as the edge's setting `SOURCES` holds them." })
    .output(EdgeSources)
    .query(async ({ ctx }) => ({ sources: await readSources(ctx.service.db) })),
});
