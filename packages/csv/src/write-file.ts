import type { ImportKind } from "@pointsman/contracts/imports";

import { KINDS, type EntityOf } from "./kinds.ts";
import type { Kind } from "./kinds/kind.ts";
import { BYTE_ORDER_MARK, writeRows } from "./write-rows.ts";

/** The beginning of a file of this kind: its header. */
export function writeHeader(kind: ImportKind): string {
  return BYTE_ORDER_MARK + writeRows([KINDS[kind].columns.map(({ field }) => field)]);
}

/** Entities as rows below `writeHeader`. */
export function writeEntities<K extends ImportKind>(kind: K, entities: readonly EntityOf<K>[]): string {
  const { columns } = KINDS[kind] as unknown as Kind<EntityOf<K>>;
  return writeRows(entities.map((entity) => columns.map((column) => column.write(entity))));
}
