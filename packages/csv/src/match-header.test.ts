import { expect, test } from "vitest";

import { KINDS } from "./kinds.ts";
import { matchHeader } from "./match-header.ts";

function match(kind: keyof typeof KINDS, titles: readonly string[], mapping: Readonly<Record<string, string>> = {}) {
  const { columns, unused } = matchHeader(titles, KINDS[kind], new Map(Object.entries(mapping)));
  return { fields: Object.fromEntries([...columns].map(([field, { title }]) => [field, title])), unused };
}

test("the columns of a Salesforce report are found", () => {
  expect(
    match("accounts", ["Account Name", "Account ID", "Type", "Website", "Billing Country", "Account Owner", "Fax"]),
  ).toEqual({
    fields: {
      id: "Account ID",
      name: "Account Name",
      domains: "Website",
      status: "Type",
      ownerRepId: "Account Owner",
      country: "Billing Country",
    },
    unused: ["Fax"],
  });
});

test("the columns of a HubSpot export are found", () => {
  const titles = [
    "Record ID",
    "Company name",
    "Company Domain Name",
    "Lifecycle Stage",
    "Country/Region",
    "Company owner",
  ];
  expect(Object.keys(match("accounts", titles).fields).sort()).toEqual([
    "country",
    "domains",
    "id",
    "name",
    "ownerRepId",
    "status",
  ]);
});

test("of two columns for a field the more telling one is read", () => {
  const { fields, unused } = match("accounts", ["Billing Country", "id", "Billing Country Code"]);
  expect([fields["country"], unused]).toEqual(["Billing Country Code", ["Billing Country"]]);
});

test("a mapping comes first, and may leave a column out", () => {
  const { fields, unused } = match("accounts", ["Konto", "Kundennummer", "Name"], {
    Konto: "name",
    kundennummer: "id",
    Name: "",
  });
  expect([fields, unused]).toEqual([{ name: "Konto", id: "Kundennummer" }, []]);
});

test.each([
  ["of a column that is not there", { Fax: "name" }, "the file has no such column"],
  ["to a field that is not there", { Konto: "fax" }, "there is no field fax"],
])("a mapping %s is refused", (_, mapping, message) => {
  expect(() => match("accounts", ["Konto", "id"], mapping as Readonly<Record<string, string>>)).toThrow(message);
});

test("without a column that tells rows apart nothing is read", () => {
  expect(() => match("accounts", ["Name"])).toThrow("The file has no column for id or domains");
});

test.each(Object.entries(KINDS))("in %s each name is one field's", (_, { columns }) => {
  const fold = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, "");
  const names = columns.flatMap(({ field, aliases }) => [...new Set([field, ...aliases].map(fold))]);
  expect(names).toEqual([...new Set(names)]);
});
