import { isDeepStrictEqual } from "node:util";

import { toFieldIssues } from "@pointsman/contracts/error";
import { RepId } from "@pointsman/contracts/id";
import { Rep, TimeOff } from "@pointsman/contracts/organisation";
import { z } from "zod";

import { refuse, type ImportBatch, type Taken, type Values } from "./batch.ts";

const Row = z.object({ repId: RepId, timeOff: TimeOff }).strict();

/**
 * A batch in which each row is a stretch of a rep's time off. One with the same times is the same one: only its kind can
 * change. Time off that no row names stays.
 */
export function createTimeOffBatch(
  reps: readonly Rep[],
  save: (reps: readonly Rep[]) => Promise<unknown>,
): ImportBatch {
  const onFile = new Map<string, Rep>(reps.map((rep) => [rep.id, rep]));
  const drafts = new Map<string, Rep>();
  const take = (values: Values): Taken => {
    const row = Row.safeParse(values);
    if (!row.success) return { ok: false, id: null, code: "INVALID_INPUT", errors: toFieldIssues(row.error) };
    const { repId, timeOff } = row.data;
    const rep = drafts.get(repId) ?? onFile.get(repId);
    if (rep === undefined)
      return refuse(repId, "INVALID_INPUT", {
        field: "repId",
        problem: `there is no rep ${repId}`,
        expected: "the id of a rep on file",
      });
    const position = rep.timeOff.findIndex((known) => isSameStretch(known, timeOff));
    if (rep.timeOff[position]?.kind === timeOff.kind) return { ok: true, id: repId, outcome: "unchanged" };
    const after = Rep.safeParse({
      ...rep,
      timeOff: position === -1 ? [...rep.timeOff, timeOff] : rep.timeOff.with(position, timeOff),
    });
    if (!after.success) return { ok: false, id: repId, code: "INVALID_INPUT", errors: toFieldIssues(after.error) };
    drafts.set(repId, after.data);
    return { ok: true, id: repId, outcome: position === -1 ? "created" : "changed" };
  };
  return {
    take,
    isDraft: (id) => drafts.has(id),
    save: async (ids) => save(ids.flatMap((id) => drafts.get(id) ?? [])),
  };
}

function isSameStretch(a: TimeOff, b: TimeOff): boolean {
  const [{ kind: _, ...first }, { kind: __, ...second }] = [a, b];
  return isDeepStrictEqual(first, second);
}
