import { SourceTable, type Source } from "@pointsman/contracts/form";
import type { z } from "zod";

/** Sources by the name that stands in the path of `POST /v1/leads/:source`. */
export const Sources = SourceTable.transform(
  (sources): ReadonlyMap<string, Source> => new Map(Object.entries(sources)),
);
export type Sources = z.output<typeof Sources>;
