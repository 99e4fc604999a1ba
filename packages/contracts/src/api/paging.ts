import { z } from "zod";

/** So many in one call or on one page; more come in several. What a call saves is saved as a whole or not at all. */
export const MAX_ITEMS = 1_000;

/** Calls that may share one HTTP request. */
export const MAX_CALLS_PER_REQUEST = 20;

/** Items of a call that writes. */
export const listOf = <S extends z.ZodType>(schema: S) => z.array(schema).min(1).max(MAX_ITEMS).readonly();

/** `nextCursor` of the page before. Pages follow the last entry seen: what is added meanwhile repeats and hides nothing. */
const Cursor = z.string().max(500);

/** Fields of every list: at most `limit` entries, behind `cursor`. */
export const page = { limit: z.number().int().min(1).max(MAX_ITEMS).default(100), cursor: Cursor.optional() };

/** Of every page: null on the last. */
export const NextCursor = Cursor.nullable();

/** What a call that writes a list answers with. */
export const Saved = z.object({ saved: z.number().int() }).readonly();

export const Removed = z.object({ removed: z.number().int() }).readonly();
