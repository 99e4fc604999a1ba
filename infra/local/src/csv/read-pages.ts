import type { ImportKind } from "@pointsman/contracts/imports";
import { flattenLead } from "@pointsman/csv/kinds/leads";
import { mergeTimeOff } from "@pointsman/csv/kinds/time-off";
import { writeEntities } from "@pointsman/csv/write-file";

import type { Api } from "../api.ts";
import { listAll } from "./list-all.ts";

/** Rows of a file, as text, and how many they are. */
interface Page {
  readonly text: string;
  readonly rows: number;
}

type ReadPages = (api: Api) => AsyncGenerator<Page>;

const ACCOUNTS = 1_000;
const LEADS = 500;

/** All that is on file of a kind, page by page. */
export const READ_PAGES: Readonly<Record<ImportKind, ReadPages>> = {
  async *reps({ router }) {
    const reps = await listAll(async (cursor) => router.reps.list.query({ cursor }), "reps");
    yield { text: writeEntities("reps", reps), rows: reps.length };
  },
  async *territories({ router }) {
    const territories = await listAll(async (cursor) => router.territories.list.query({ cursor }), "territories");
    yield { text: writeEntities("territories", territories), rows: territories.length };
  },
  async *partners({ router }) {
    const partners = await listAll(async (cursor) => router.partners.list.query({ cursor }), "partners");
    yield { text: writeEntities("partners", partners), rows: partners.length };
  },
  async *"time-off"({ router }) {
    const reps = await listAll(async (cursor) => router.reps.list.query({ cursor }), "reps");
    const saved = reps.flatMap(({ id, timeOff }) => timeOff.map((off) => ({ repId: id, timeOff: off })));
    const entries = await listAll(async (cursor) => router.availability.listTimeOff.query({ cursor }), "entries");
    const rows = mergeTimeOff(saved, entries);
    yield { text: writeEntities("time-off", rows), rows: rows.length };
  },
  async *accounts({ router }) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await router.accounts.list.query({ limit: ACCOUNTS, cursor });
      yield { text: writeEntities("accounts", page.accounts), rows: page.accounts.length };
      cursor = page.nextCursor;
    }
  },
  async *leads({ router }) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await router.leads.list.query({ limit: LEADS, cursor });
      yield { text: writeEntities("leads", page.leads.map(flattenLead)), rows: page.leads.length };
      cursor = page.nextCursor;
    }
  },
};
