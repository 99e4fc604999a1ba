import { z } from "zod";

/** So many at once; more come in several calls. Each call is saved as a whole or not at all. */
export const MAX_ITEMS = 1_000;

export const listOf = <S extends z.ZodType>(schema: S) => z.array(schema).min(1).max(MAX_ITEMS).readonly();
