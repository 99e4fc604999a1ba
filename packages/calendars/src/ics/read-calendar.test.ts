import { readdir, readFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { decodeCalendar } from "./ics-source.ts";
import { readCalendar, type ReadOptions } from "./read-calendar.ts";
import { UnreadableCalendarError } from "./read-components.ts";

const CORPUS = new URL("../../test/corpus/", import.meta.url);

/** What each file of the corpus says; computed with Python's `zoneinfo` and `dateutil`, not with what is tested here. */
const Expected = z.object({
  window: z.object({ from: z.string(), until: z.string() }),
  calendars: z.record(
    z.string(),
    z.object({
      /** Of the owner. */
      timeZone: z.string(),
      allIsTimeOff: z.boolean().default(false),
      blocks: z.array(z.tuple([z.string(), z.string(), z.string()])).default([]),
      skipped: z.number().default(0),
      failure: z.string().optional(),
    }),
  ),
});

const { window, calendars } = Expected.parse(JSON.parse(await readFile(new URL("expected.json", CORPUS), "utf8")));

describe("the corpus", () => {
  test("has an expectation for each file", async () => {
    const files = (await readdir(CORPUS)).filter((name) => name.endsWith(".ics"));
    expect(files.toSorted()).toEqual(
      Object.keys(calendars)
        .map((name) => `${name}.ics`)
        .toSorted(),
    );
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  test.each(Object.entries(calendars))("%s", async (name, { timeZone, allIsTimeOff, blocks, skipped, failure }) => {
    const text = decodeCalendar(await readFile(new URL(`${name}.ics`, CORPUS)));
    expect(outcomeOf(text, { window, timeZone, allIsTimeOff })).toEqual(
      failure === undefined ? { blocks, skipped } : { failure },
    );
  });
});

function outcomeOf(text: string, options: ReadOptions) {
  try {
    const { blocks, skipped } = readCalendar(text, options);
    return { blocks: blocks.map(({ kind, from, until }) => [kind, from, until]), skipped };
  } catch (error) {
    if (error instanceof UnreadableCalendarError) return { failure: error.failure };
    throw error;
  }
}
