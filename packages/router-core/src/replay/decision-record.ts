import type { Decision } from "@pointsman/contracts/decision";
import type { RuleSetRef } from "@pointsman/contracts/rule-set";

import type { DecisionInputs } from "../decide.ts";
import {
  findMisfit,
  isObject,
  LIST,
  listOf,
  NUMBER,
  OBJECT,
  OBJECT_OR_NULL,
  optional,
  recordOf,
  shape,
  TEXT,
  TEXT_OR_NULL,
} from "./shape.ts";

/** The format that is written today. Each format stays readable: see `frozen/`. */
export const RECORD_FORMAT = 1;

/** A decision with all that it was made of, so that anybody who has the rule set can make it again. JSON throughout. */
export interface DecisionRecord {
  readonly format: typeof RECORD_FORMAT;
  /** Which rule set to replay it with. The inputs and the decision name the same. */
  readonly ruleSet: RuleSetRef;
  readonly inputs: DecisionInputs;
  readonly decision: Decision;
}

/** A value that is no decision record: `path` says where, the message what is wrong there. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`The decision record cannot be read: ${path}: ${problem}.`);
    this.path = path;
  }
}

export function toRecord(inputs: DecisionInputs, decision: Decision): DecisionRecord {
  return { format: RECORD_FORMAT, ruleSet: inputs.ruleSet, inputs, decision };
}

/**
 * Reads a record that comes from outside: a file, a column, another version. Looks at everything that deciding reads,
 * without a schema library, so that a replay in a Worker or a browser loads none.
 *
 * @throws RecordError for an unknown format, a missing part, a value of the wrong type, or rule sets that disagree
 */
export function parseRecord(value: unknown): DecisionRecord {
  if (!isObject(value)) throw new RecordError("record", "expected an object");
  assertFormat(value["format"], "format");
  if (isObject(value["inputs"])) assertFormat(value["inputs"]["format"], "inputs.format");
  const misfit = findMisfit(value, RECORD);
  if (misfit !== null) throw new RecordError(misfit.path, misfit.problem);
  const record = value as unknown as DecisionRecord; // every part that is read was looked at just now
  assertSameRules(record, "inputs");
  assertSameRules(record, "decision");
  return record;
}

function assertFormat(format: unknown, path: string): void {
  if (format === RECORD_FORMAT) return;
  if (format === undefined) throw new RecordError(path, "missing");
  const known = `this version reads format ${RECORD_FORMAT}`;
  throw new RecordError(path, `unknown format ${JSON.stringify(format)}; ${known}`);
}

function assertSameRules({ ruleSet, ...record }: DecisionRecord, part: "inputs" | "decision"): void {
  const other = record[part].ruleSet;
  if (other.version === ruleSet.version && other.hash === ruleSet.hash) return;
  const named = `version ${other.version} (${other.hash})`;
  throw new RecordError(
    `${part}.ruleSet`,
    `${named}, but the record names version ${ruleSet.version} (${ruleSet.hash})`,
  );
}

const RULE_SET_REF = shape({ version: NUMBER, hash: TEXT });

const STRETCH = shape({ from: TEXT, until: TEXT, source: optional(TEXT) });

const REP = shape({
  id: TEXT,
  name: TEXT,
  status: TEXT,
  capacity: NUMBER,
  softLimitPct: NUMBER,
  hardLimitPct: NUMBER,
  rampPct: NUMBER,
  skills: LIST,
  timeOff: listOf(STRETCH),
  busy: optional(listOf(STRETCH)),
  hours: optional(shape({ timeZone: TEXT, shifts: listOf(shape({ days: LIST, from: TEXT, until: TEXT })) })),
  rampSteps: optional(listOf(shape({ from: TEXT, pct: NUMBER }))),
  caps: optional(listOf(shape({ per: TEXT, max: NUMBER, given: NUMBER }))),
  openLeads: NUMBER,
});

const POOL = shape({
  id: TEXT,
  selection: TEXT,
  seq: NUMBER,
  members: listOf(shape({ repId: TEXT, weight: NUMBER, creditMicro: NUMBER })),
  requiredSkills: optional(LIST),
  availableWithinHours: optional(NUMBER),
  value: optional(shape({ fact: TEXT, otherwise: NUMBER })),
});

const RECORD = shape({
  ruleSet: RULE_SET_REF,
  inputs: shape({
    ruleSet: RULE_SET_REF,
    request: shape({
      leadId: TEXT,
      epoch: NUMBER,
      now: TEXT,
      facts: OBJECT,
      excludedRepIds: LIST,
      duplicateOf: OBJECT_OR_NULL,
      assignTo: TEXT_OR_NULL,
      heldSince: optional(TEXT),
    }),
    snapshot: shape({
      reps: recordOf(REP),
      pools: recordOf(POOL),
      territories: recordOf(shape({ id: TEXT, segmentPools: LIST })),
      queues: recordOf(shape({ id: TEXT })),
      accountRepId: optional(TEXT),
    }),
  }),
  decision: shape({
    leadId: TEXT,
    epoch: NUMBER,
    decidedAt: TEXT,
    ruleSet: RULE_SET_REF,
    outcome: shape({ kind: TEXT }),
    trace: shape({ derived: OBJECT, steps: LIST }),
  }),
});
