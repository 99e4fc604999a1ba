import { Partner } from "@pointsman/contracts/organisation";

import { choice, id, reference, text, whole } from "../cell.ts";
import { fieldColumn } from "../column.ts";
import { asTheyAre, keyBy, type Kind } from "./kind.ts";

const { shape } = Partner.unwrap();

export const partners: Kind<Partner> = {
  columns: [
    fieldColumn<Partner, "id">("id", shape.id, { cell: id("part"), aliases: ["Partner ID"] }),
    fieldColumn<Partner, "name">("name", shape.name, {
      cell: text,
      aliases: ["Partner Name", "Partner", "Partner Account", "Account Name"],
    }),
    fieldColumn<Partner, "code">("code", shape.code, { cell: text, aliases: ["Partner Code", "Referral Code"] }),
    fieldColumn<Partner, "managerRepId">("managerRepId", shape.managerRepId, {
      cell: reference("rep"),
      aliases: ["Partner Manager", "Partner Manager Email", "Channel Manager", "Manager"],
    }),
    fieldColumn<Partner, "policy">("policy", shape.policy, {
      cell: choice(),
      aliases: ["Routing Policy"],
    }),
    fieldColumn<Partner, "attributionDays">("attributionDays", shape.attributionDays, {
      cell: whole,
      aliases: ["Attribution Window", "Attribution Window Days"],
    }),
  ],
  needs: [["id", "code"]],
  join: asTheyAre,
  keyOf: keyBy(({ code }) => code),
  refersTo: null,
};
