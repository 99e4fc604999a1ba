import * as fc from "fast-check";
import { expect, test } from "vitest";

import { decodeUtf8 } from "./decode-utf8.ts";
import { readRows, type Row } from "./read-rows.ts";
import { writeRows } from "./write-rows.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** In pieces of this many characters, as a decoder cuts them: anywhere but within one. */
async function* inPieces(text: string, length = 7): AsyncGenerator<string> {
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += length) yield characters.slice(at, at + length).join("");
}

async function read(text: string, length?: number): Promise<readonly Row[]> {
  return collect(readRows(inPieces(text, length)));
}

const FILES: readonly (readonly [
  what: string,
  text: string,
  rows: readonly (readonly [number, readonly string[]])[],
])[] = [
  [
    "commas",
    "a,b\n1,2\n",
    [
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "semicolons with commas in cells",
    "a;b\r\n1,5;2\r\n",
    [
      [1, ["a", "b"]],
      [2, ["1,5", "2"]],
    ],
  ],
  [
    "tabs",
    "a\tb\n1\t2",
    [
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "bars",
    "a|b\n1|2",
    [
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "a byte order mark",
    "\uFEFFa,b\n1,2",
    [
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "a mark before a quoted cell",
    '\uFEFF"a;x",b\n1,2',
    [
      [1, ["a;x", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "line ends of old Macs",
    "a,b\r1,2\r",
    [
      [1, ["a", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "line breaks in cells: one row each",
    'a,b\n"1\r\n\n1",2\n3,4',
    [
      [1, ["a", "b"]],
      [2, ["1\r\n\n1", "2"]],
      [3, ["3", "4"]],
    ],
  ],
  [
    "line breaks in the header",
    '"a\nx";b\n1;2',
    [
      [1, ["a\nx", "b"]],
      [2, ["1", "2"]],
    ],
  ],
  [
    "doubled quotes",
    'a,b\n"6"" pipe",2',
    [
      [1, ["a", "b"]],
      [2, ['6" pipe', "2"]],
    ],
  ],
  [
    "empty rows, which a spreadsheet counts",
    "a,b\n\n,\n1,2\n",
    [
      [1, ["a", "b"]],
      [4, ["1", "2"]],
    ],
  ],
  [
    "short and long rows",
    "a,b\n1\n1,2,3",
    [
      [1, ["a", "b"]],
      [2, ["1"]],
      [3, ["1", "2", "3"]],
    ],
  ],
  [
    "neutralised cells",
    "a,b\n'=1+1,'quoted",
    [
      [1, ["a", "b"]],
      [2, ["=1+1", "'quoted"]],
    ],
  ],
  ["nothing", "", []],
];

test.each(FILES)("a file with %s", async (_, text, rows) => {
  const expected = rows.map(([number, cells]) => ({ number, cells }));
  for (const length of [1, 7, 10_000]) expect(await read(text, length)).toEqual(expected);
});

test.each([
  [
    "a quote that is never closed",
    'a,b\n1,2\n"3,4\n5,6\n',
    "Row 3 cannot be read: a quote is opened and never closed.",
  ],
  ["a quote in a quoted cell", 'a,b\n"6" pipe",2', "Row 2 cannot be read: a quote inside a quoted cell"],
  ["a quote in a plain cell", 'a,b\n6" pipe,2', "Row 2 cannot be read: a quote stands inside a cell"],
  ["a row without end", `a,b\n1,2\n"${"x".repeat(1_100_000)}`, "Row 3 cannot be read: it is longer than"],
])("%s is told with its row", async (_, text, message) => {
  await expect(read(text, 65_536)).rejects.toMatchObject({
    code: "MALFORMED_BODY",
    message: expect.stringContaining(message),
  });
});

test("what is not UTF-8 is told", async () => {
  async function* latin1(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]);
  }
  await expect(collect(decodeUtf8(latin1()))).rejects.toMatchObject({ code: "MALFORMED_BODY" });
});

test("whatever stands in cells comes back", async () => {
  const nasty = fc.constantFrom('"', ",", ";", "\t", "\r", "\n", "\r\n", "'", "=", "\uFEFF", "|", "😀", " ");
  const cell = fc
    .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 6 })
    .map((parts) => parts.join(""));
  const file = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(file, fc.integer({ min: 1, max: 20 }), async (rows, length) => {
      const text = writeRows([["a", "b", "c"], ...rows]);
      const found = await read(text, length);
      expect(found.slice(1).map(({ cells }) => cells)).toEqual(rows.filter((cells) => cells.some((one) => one !== "")));
    }),
  );
});
