import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import { RuleSet } from "@pointsman/contracts/rule-set";

import { decide } from "../src/decide.ts";
import { RECORD_FORMAT, toRecord } from "../src/replay/decision-record.ts";
import type { FrozenCase } from "./frozen-cases.ts";

const FROZEN = new URL("../src/replay/frozen/", import.meta.url);
/** File name → SHA-256 of its content, so that a change of a file is a change of two, and seen. */
const MANIFEST = "manifest.json";

/** One record on file with the rules that it was made by. */
export interface FrozenRecord {
  readonly file: string;
  readonly ruleSet: RuleSet;
  /** Not read yet: that is what the test is about. */
  readonly record: unknown;
}

export type Manifest = Readonly<Record<string, string>>;

/** Every format that was ever written, the oldest first: `format-1`. */
export function listFormats(): readonly string[] {
  return readdirSync(FROZEN).toSorted();
}

export function readManifest(format: string): Manifest {
  const at = new URL(`${format}/${MANIFEST}`, FROZEN);
  return existsSync(at) ? JSON.parse(readFileSync(at, "utf8")) : {};
}

/** The SHA-256 of every file of the format as it is now. */
export function hashFiles(format: string): Manifest {
  return Object.fromEntries(listFiles(format).map((file) => [file, hashOf(readJson(format, file))]));
}

export function readFrozenRecords(format: string): readonly FrozenRecord[] {
  return listFiles(format).map((file) => {
    const { ruleSet, record } = readJson(format, file);
    return { file, ruleSet: RuleSet.parse(ruleSet), record };
  });
}

/** Writes the cases that have no file yet, in the format of today. @returns names of the new files */
export function freezeRecords(cases: readonly FrozenCase[]): readonly string[] {
  const format = `format-${RECORD_FORMAT}`;
  const known = readManifest(format);
  const added = cases.flatMap(({ name, ruleSet, inputs }) => {
    const file = `${name}.json`;
    if (Object.hasOwn(known, file)) return [];
    const content = { ruleSet, record: toRecord(inputs, decide(ruleSet, inputs).decision) };
    writeJson(format, file, content);
    return [[file, hashOf(content)] as const];
  });
  writeJson(format, MANIFEST, { ...known, ...Object.fromEntries(added) });
  return added.map(([file]) => file);
}

function listFiles(format: string): readonly string[] {
  return readdirSync(new URL(`${format}/`, FROZEN))
    .filter((file) => file !== MANIFEST)
    .toSorted();
}

function readJson(format: string, file: string) {
  return JSON.parse(readFileSync(new URL(`${format}/${file}`, FROZEN), "utf8"));
}

function writeJson(format: string, file: string, value: object): void {
  writeFileSync(new URL(`${format}/${file}`, FROZEN), `${JSON.stringify(value, null, 2)}\n`);
}

/** Over the values in their order, not the file's bytes: a formatter may lay them out anew. */
function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
