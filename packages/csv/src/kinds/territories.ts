import { Territory } from "@pointsman/contracts/organisation";

import { id, list, pair, reference, slug, text, type Cell } from "../cell.ts";
import { fieldColumn } from "../column.ts";
import { asTheyAre, keyBy, type Kind } from "./kind.ts";

const { shape } = Territory.unwrap();

const segmentPool = pair({ key: "segment", value: "poolId" }, { key: slug, value: reference("pool") }) as Cell<
  Territory["segmentPools"][number]
>;

export const territories: Kind<Territory> = {
  columns: [
    fieldColumn<Territory, "id">("id", shape.id, {
      cell: id("terr"),
      aliases: ["Territory ID"],
    }),
    fieldColumn<Territory, "name">("name", shape.name, {
      cell: text,
      aliases: ["Territory", "Territory Name", "Label"],
    }),
    fieldColumn<Territory, "division">("division", shape.division, { cell: slug, aliases: ["Business Unit"] }),
    fieldColumn<Territory, "segmentPools">("segmentPools", shape.segmentPools, {
      cell: list(segmentPool),
      aliases: ["Pools By Segment"],
      empty: [],
    }),
    fieldColumn<Territory, "poolId">("poolId", shape.poolId, {
      cell: reference("pool"),
      aliases: ["Pool", "Pool Name"],
      empty: null,
    }),
  ],
  needs: [["id", "name"]],
  join: asTheyAre,
  keyOf: keyBy(({ name }) => name),
  refersTo: null,
};
