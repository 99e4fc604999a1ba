import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import type { TimeOffEntry } from "@pointsman/contracts/availability";
import { toFieldIssues } from "@pointsman/contracts/error";
import { RepId, toId } from "@pointsman/contracts/id";
import type { ImportRow } from "@pointsman/contracts/imports";
import { TimeOff, type Rep } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { findTimeOffOf, insertTimeOff, updateTimeOff } from "@pointsman/store/availability/time-off";
import { z } from "zod";

import { changeAvailability } from "../availability/change-availability.ts";
import { refuse, type ImportBatch, type Taken } from "./batch.ts";
import type { ImportContext } from "./open-batch.ts";

const Row = z.object({ repId: RepId, timeOff: TimeOff }).strict();

type Entry = Pick<TimeOffEntry, "id" | "repId" | "timeOff">;

interface Draft {
  readonly entry: Entry;
  readonly isNew: boolean;
}

/**
 * A batch in which each row is a stretch of a rep's time off, an entry as `availability.addTimeOff` makes one. One with the
 * same times is the same one: only its kind can change. Time off that no row names stays.
 */
export async function openTimeOff(context: ImportContext, rows: readonly ImportRow[]): Promise<ImportBatch> {
  const { organisation } = await context.directories.read(context.db, "update");
  const reps = new Map<string, Rep>(organisation.reps.map((rep) => [rep.id, rep]));
  const named = rows.flatMap(({ values }) => reps.get(String(values["repId"]))?.id ?? []);
  const entries: Entry[] = [...(await findTimeOffOf(context.db, named))];
  const drafts = new Map<string, Draft>();
  const put = (entry: Entry, isNew: boolean): Taken => {
    drafts.set(entry.id, { entry, isNew });
    return { ok: true, id: entry.id, outcome: isNew ? "created" : "changed" };
  };
  return {
    take: (values) => {
      const row = Row.safeParse(values);
      if (!row.success) return { ok: false, id: null, code: "INVALID_INPUT", errors: toFieldIssues(row.error) };
      const { repId, timeOff } = row.data;
      const rep = reps.get(repId);
      if (rep === undefined) return refuseUnknown(repId);
      const saved = rep.timeOff.find((known) => isSameStretch(known, timeOff));
      if (saved !== undefined) return takeSaved(rep, saved, timeOff);
      const same = entries.filter((known) => known.repId === repId && isSameStretch(known.timeOff, timeOff));
      const [known] = same;
      const unchanged = same.find((one) => one.timeOff.kind === timeOff.kind);
      if (unchanged !== undefined) return { ok: true, id: unchanged.id, outcome: "unchanged" };
      const entry = { id: known?.id ?? toId("timeOff", randomUUID()), repId, timeOff };
      if (known !== undefined) entries.splice(entries.indexOf(known), 1);
      entries.push(entry);
      return put(entry, known === undefined || drafts.get(known.id)?.isNew === true);
    },
    isDraft: (id) => drafts.has(id),
    save: async (ids) =>
      save(
        context,
        ids.flatMap((id) => drafts.get(id) ?? []),
      ),
  };
}

/** What stands with a rep is changed with him. */
function takeSaved(rep: Rep, saved: TimeOff, timeOff: TimeOff): Taken {
  if (saved.kind === timeOff.kind) return { ok: true, id: rep.id, outcome: "unchanged" };
  return refuse(rep.id, "CONFLICT", {
    field: "kind",
    problem: `it stands with ${rep.id} as ${saved.kind}`,
    expected: `${saved.kind}, or another one saved with the rep (reps.upsert)`,
  });
}

async function save(context: ImportContext, drafts: readonly Draft[]): Promise<void> {
  const by = { changedAt: toTimestamp(context.clock.nowMs()), changedBy: context.caller.id };
  await changeAvailability(context, async (tx) => {
    const added = drafts.filter(({ isNew }) => isNew);
    if (added.length > 0)
      await insertTimeOff(
        tx,
        added.map(({ entry }) => ({ ...entry, ...by, source: "import" })),
      );
    for (const { entry, isNew } of drafts) if (!isNew) await updateTimeOff(tx, { ...entry, ...by });
    return { result: undefined, changed: [...new Set(drafts.map(({ entry }) => entry.repId))] };
  });
}

function refuseUnknown(repId: RepId): Taken {
  return refuse(repId, "INVALID_INPUT", {
    field: "repId",
    problem: `there is no rep ${repId}`,
    expected: "the id of a rep on file",
  });
}

function isSameStretch(a: TimeOff, b: TimeOff): boolean {
  const [{ kind: _, ...first }, { kind: __, ...second }] = [a, b];
  return isDeepStrictEqual(first, second);
}
