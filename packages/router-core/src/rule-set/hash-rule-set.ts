import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { toCanonicalJson } from "@pointsman/contracts/canonical-json";
import type { RuleSet } from "@pointsman/contracts/rule-set";

/**
 * SHA-256, in hex, over the canonical JSON of a rule set: the same rules have the same hash, whoever wrote them in
 * which order, in Node, in a Worker and in a browser.
 */
export function hashRuleSet(ruleSet: RuleSet): string {
  return bytesToHex(sha256(utf8ToBytes(toCanonicalJson(ruleSet))));
}
