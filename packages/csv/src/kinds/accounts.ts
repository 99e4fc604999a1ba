import { Account } from "@pointsman/contracts/organisation";

import { choice, id, instant, list, pair, reference, slug, text, type Cell } from "../cell.ts";
import { fieldColumn } from "../column.ts";
import { country } from "../country.ts";
import { asTheyAre, keyBy, type Kind } from "./kind.ts";

const { shape } = Account.unwrap();

/** `https://www.Apex.example/about` is `www.apex.example`. */
const domain: Cell<string> = {
  read: (typed) => ({ value: (/^https?:\/\/([^/?#:]+)/i.exec(typed)?.[1] ?? typed).toLowerCase() }),
  write: (value) => value,
};

const STATUSES = {
  lead: "prospect",
  target: "prospect",
  opportunity: "open",
  open_opportunity: "open",
  client: "customer",
  customer_direct: "customer",
  customer_channel: "customer",
  lost: "closed_lost",
};

const team = pair({ key: "role", value: "repId" }, { key: slug, value: reference("rep") }) as Cell<
  Account["team"][number]
>;

/** Accounts, with what Salesforce and HubSpot call their columns. */
export const accounts: Kind<Account> = {
  columns: [
    fieldColumn<Account, "id">("id", shape.id, {
      cell: id("acct"),
      aliases: ["Account ID", "Company ID", "Record ID"],
    }),
    fieldColumn<Account, "name">("name", shape.name, {
      cell: text,
      aliases: ["Account Name", "Company Name", "Company"],
    }),
    fieldColumn<Account, "domains">("domains", shape.domains, {
      cell: list(domain, ";,|\n"),
      aliases: ["Domain", "Company Domain Name", "Website", "Website URL", "Email Domain", "Additional Domains"],
      empty: [],
    }),
    fieldColumn<Account, "status">("status", shape.status, {
      cell: choice(STATUSES),
      aliases: ["Account Status", "Type", "Account Type", "Lifecycle Stage"],
    }),
    fieldColumn<Account, "division">("division", shape.division, {
      cell: slug,
      aliases: ["Business Unit", "Account Division"],
      empty: null,
    }),
    fieldColumn<Account, "ownerRepId">("ownerRepId", shape.ownerRepId, {
      cell: reference("rep"),
      aliases: ["Account Owner Email", "Owner Email", "Account Owner", "Company Owner", "Owner", "Owner Name"],
      empty: null,
    }),
    fieldColumn<Account, "csmRepId">("csmRepId", shape.csmRepId, {
      cell: reference("rep"),
      aliases: ["CSM Email", "CSM", "Customer Success Manager"],
      empty: null,
    }),
    fieldColumn<Account, "formerOwnerRepId">("formerOwnerRepId", shape.formerOwnerRepId, {
      cell: reference("rep"),
      aliases: ["Former Owner", "Previous Owner"],
      empty: null,
    }),
    fieldColumn<Account, "closedLostAt">("closedLostAt", shape.closedLostAt, {
      cell: instant,
      aliases: ["Closed Lost Date", "Closed Lost", "Lost Date"],
      empty: null,
    }),
    fieldColumn<Account, "parentAccountId">("parentAccountId", shape.parentAccountId, {
      cell: id("acct"),
      aliases: ["Parent Account ID", "Parent Company ID", "Parent ID"],
      empty: null,
    }),
    fieldColumn<Account, "aliases">("aliases", shape.aliases, {
      cell: list(text),
      aliases: ["Also Known As", "Other Names", "DBA"],
      empty: [],
    }),
    fieldColumn<Account, "country">("country", shape.country, {
      cell: country,
      aliases: ["Billing Country Code", "Billing Country", "Country/Region", "Country Code", "HQ Country"],
      empty: null,
    }),
    fieldColumn<Account, "team">("team", shape.team, { cell: list(team), aliases: ["Account Team"], empty: [] }),
  ],
  needs: [["id", "domains"]],
  join: asTheyAre,
  keyOf: keyBy(({ domains }) => (Array.isArray(domains) ? domains[0] : undefined)),
  refersTo: "parentAccountId",
};
