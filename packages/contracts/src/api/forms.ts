import { z } from "zod";

import { Form, SourceTable } from "../form.ts";
import { Slug } from "../primitive.ts";
import { listOf, NextCursor } from "./paging.ts";

export const FormsPage = z.object({ forms: z.array(Form).readonly(), nextCursor: NextCursor }).readonly();
export const FormInput = z.strictObject({ formId: Slug }).readonly();
export const SaveFormsInput = z.strictObject({ forms: listOf(Form) }).readonly();

/** `forms.sources`: what the edge's `SOURCES` is to hold. */
export const EdgeSources = z.object({ sources: SourceTable }).readonly();
