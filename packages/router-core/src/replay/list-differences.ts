import type { JsonValue } from "@pointsman/contracts/primitive";

/** One place where two JSON values differ. `undefined`: there is nothing at this place. */
export interface Difference {
  /** E.g. `outcome.repId`, `trace.steps[1].candidates[0].creditBefore`; `keys(outcome)` where only their order differs. */
  readonly path: string;
  readonly recorded: JsonValue | undefined;
  readonly replayed: JsonValue | undefined;
}

/**
 * Every place where the two differ, the first of the recorded value first. Empty exactly where their JSON text is the
 * same, so the order of keys counts.
 */
export function listDifferences(recorded: JsonValue, replayed: JsonValue): readonly Difference[] {
  return compare("", recorded, replayed);
}

/** `outcome.repId: rep_a → rep_b`. Long values are cut. */
export function formatDifference({ path, recorded, replayed }: Difference): string {
  return `${path === "" ? "(all)" : path}: ${toShortText(recorded)} → ${toShortText(replayed)}`;
}

type Maybe = JsonValue | undefined;
type JsonObject = { readonly [key: string]: JsonValue };

function compare(path: string, recorded: Maybe, replayed: Maybe): readonly Difference[] {
  if (recorded === replayed) return [];
  if (Array.isArray(recorded) && Array.isArray(replayed)) return compareLists(path, recorded, replayed);
  if (isJsonObject(recorded) && isJsonObject(replayed)) return compareObjects(path, recorded, replayed);
  return [{ path, recorded, replayed }];
}

function compareLists(path: string, recorded: readonly JsonValue[], replayed: readonly JsonValue[]) {
  const length = Math.max(recorded.length, replayed.length);
  return Array.from({ length }, (_, index) => compare(`${path}[${index}]`, recorded[index], replayed[index])).flat();
}

function compareObjects(path: string, recorded: JsonObject, replayed: JsonObject): readonly Difference[] {
  const keys = Object.keys(recorded);
  const added = Object.keys(replayed).filter((key) => !Object.hasOwn(recorded, key));
  const found = [...keys, ...added].flatMap((key) =>
    compare(joinPath(path, key), valueAt(recorded, key), valueAt(replayed, key)),
  );
  const others = Object.keys(replayed);
  if (added.length > 0 || keys.length !== others.length || keys.every((key, index) => key === others[index])) {
    return found;
  }
  return [{ path: `keys(${path})`, recorded: keys.join(", "), replayed: others.join(", ") }, ...found];
}

/** Own keys only: a recorded key may be called `constructor`. */
function valueAt(object: JsonObject, key: string): Maybe {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function joinPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function isJsonObject(value: Maybe): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MAX_TEXT = 200;

function toShortText(value: Maybe): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
