import type { PoolId, RepId } from "@pointsman/contracts/id";
import { Pool, type Territory } from "@pointsman/contracts/organisation";
import type { Condition, RoutingRule, RuleSet, Sla, SlaBreach, Stage, Target } from "@pointsman/contracts/rule-set";
import { describe, expect, test } from "vitest";

import { buildRep, RULES, WEST } from "../decide.fixture.ts";
import type { Directory } from "../snapshot.ts";
import { assertNoErrors, diagnoseContent, diagnoseErrors, diagnoseRuleSet } from "./diagnose.ts";
import { DIAGNOSTIC_CODES, type DiagnosticCode } from "./diagnostic.ts";

const REPS = [
  buildRep("boss"),
  buildRep("ann"),
  buildRep("gone", { status: "departed" }),
  buildRep("a", { backupRepId: "rep_b" }),
  buildRep("b", { backupRepId: "rep_c" }),
  buildRep("c", { backupRepId: "rep_a" }),
  buildRep("left-hand", { backupRepId: "rep_right-hand" }),
  buildRep("right-hand", { backupRepId: "rep_left-hand" }),
  buildRep("new", { rampPct: 0 }),
  buildRep("starting", { rampPct: 0, rampSteps: [{ from: "2026-12-01", pct: 25 }] }),
  buildRep("alone", { backupRepId: "rep_who" }),
];

function toPool(id: PoolId, members: Pool["members"], change: Partial<Pool> = {}): Pool {
  return Pool.parse({ id, name: id, members, ...change });
}

/** Territories beside West: one without a pool, one whose pool's members stand in for each other in a circle. */
const TERRITORIES = new Map<string, Territory>([
  [WEST.id, WEST],
  ["terr_bare", { id: "terr_bare", name: "Bare", division: "us", segmentPools: [], poolId: null }],
  ["terr_round", { id: "terr_round", name: "Round", division: "us", segmentPools: [], poolId: "pool_round" }],
]);

const DIRECTORY: Directory = {
  reps: new Map(REPS.map((rep) => [rep.id, rep])),
  pools: new Map<PoolId, Pool>([
    ["pool_west-mid", toPool("pool_west-mid", [member("rep_ann")])],
    ["pool_left", toPool("pool_left", [member("rep_gone")])],
    ["pool_nobody", toPool("pool_nobody", [])],
    ["pool_new", toPool("pool_new", [member("rep_new")])],
    ["pool_starting", toPool("pool_starting", [member("rep_starting")])],
    ["pool_german", toPool("pool_german", [member("rep_ann")], { requiredSkills: ["german"] })],
    ["pool_round", toPool("pool_round", [member("rep_c")])],
    ["pool_value", toPool("pool_value", [member("rep_ann")], { value: { fact: "custom.value", otherwise: 1 } })],
    ["pool_text", toPool("pool_text", [member("rep_ann")], { value: { fact: "lead.company", otherwise: 1 } })],
  ]),
  findTerritory: (id) => TERRITORIES.get(id),
  queues: new Map([
    ["queue_fallback", { id: "queue_fallback", name: "Fallback", ownerRepId: "rep_boss" }],
    ["queue_orphan", { id: "queue_orphan", name: "Orphan", ownerRepId: "rep_gone" }],
  ]),
};

const [account, territory, vertical] = RULES.stages;

function escalateTo(repId: RepId): SlaBreach {
  return { kind: "escalate", escalateTo: { kind: "rep", repId } };
}

const SLA: Sla = {
  id: "soon",
  name: "Soon",
  when: { all: [] },
  touchWithinMinutes: 60,
  onBreach: escalateTo("rep_boss"),
};
const EVERYBODY: Condition = { all: [] };

function member(repId: `rep_${string}`) {
  return { repId, weight: 100 };
}

function rule(when: Condition, overrides: Partial<RoutingRule> = {}): RoutingRule {
  return { id: "r", name: "R", when, target: { kind: "account_owner" }, ...overrides };
}

/** A sound rule set with one stage more, in front. */
function withRules(...rules: readonly RoutingRule[]): RuleSet {
  const stage: Stage = { id: "first", name: "First", kind: "claim", rules };
  return { ...RULES, stages: [stage, ...RULES.stages] };
}

function withTarget(target: Target): RuleSet {
  return withRules(rule(EVERYBODY, { target }));
}

function withRow(when: Condition, value = "x"): RuleSet {
  return { ...RULES, derivedFacts: [{ fact: "vertical", rows: [{ when, value }] }, ...RULES.derivedFacts] };
}

const ASK_TERRITORY: Stage = {
  id: "territory",
  name: "Territory",
  kind: "pool",
  rules: [rule(EVERYBODY, { target: { kind: "territory_pool" } })],
};

/** Every lead is of the territory. */
function withTerritory(value: string): RuleSet {
  const derivedFacts = RULES.derivedFacts.map((table) =>
    table.fact === "territory" ? { fact: "territory", rows: [], otherwise: value } : table,
  );
  return { ...RULES, derivedFacts, stages: [ASK_TERRITORY] };
}

interface Fault {
  readonly code: DiagnosticCode;
  readonly name: string;
  readonly ruleSet: RuleSet;
  readonly path: string;
  /** A part of the problem, or of the hint. */
  readonly says: string;
}

const WHEN = "stages.0.rules.0.when";

const DEEP = Array.from({ length: 100_000 }).reduce<Condition>((not) => ({ not }), {
  fact: "lead.score",
  op: "exists",
});

const FAULTS: readonly Fault[] = [
  fault("nested_too_deep", "a condition of 100,000 levels", withRules(rule(DEEP)), {
    path: WHEN,
    says: "side by side",
  }),
  fault("unknown_fact", "a mistyped fact", withRules(rule({ not: { fact: "lead.contry", op: "exists" } })), {
    path: `${WHEN}.not`,
    says: "did you mean lead.country?",
  }),
  fault(
    "unknown_fact",
    "a mistyped fact in the qualification",
    { ...RULES, qualification: { fact: "lead.scor", op: "gte", value: 50 } },
    { path: "qualification", says: "did you mean lead.score?" },
  ),
  fault(
    "unknown_fact",
    "a mistyped fact in an SLA",
    { ...RULES, slas: [{ ...SLA, when: { fact: "lead.scor", op: "gte", value: 50 } }] },
    { path: "slas.0.when", says: "did you mean lead.score?" },
  ),
  fault(
    "shadowed_rule",
    "an SLA behind one that always holds",
    { ...RULES, slas: [SLA, { ...SLA, id: "later", when: { fact: "lead.score", op: "gte", value: 50 } }] },
    { path: "slas.1", says: "the earlier SLA soon" },
  ),
  fault(
    "duplicate_id",
    "an SLA",
    { ...RULES, slas: [{ ...SLA, when: { fact: "lead.score", op: "gte", value: 50 } }, SLA] },
    { path: "slas.1.id", says: "slas.0.id" },
  ),
  fault(
    "unknown_rep",
    "an SLA that escalates to nobody on file",
    { ...RULES, slas: [{ ...SLA, onBreach: escalateTo("rep_nobody") }] },
    { path: "slas.0.onBreach.escalateTo.repId", says: "rep_nobody" },
  ),
  fault(
    "departed_target",
    "an SLA that escalates to who has left",
    { ...RULES, slas: [{ ...SLA, onBreach: escalateTo("rep_gone") }] },
    { path: "slas.0.onBreach.escalateTo.repId", says: "Gone has left" },
  ),
  fault(
    "contradiction",
    "a qualification that no lead ever satisfies",
    {
      ...RULES,
      qualification: {
        all: [
          { fact: "lead.score", op: "gt", value: 50 },
          { fact: "lead.score", op: "lt", value: 50 },
        ],
      },
    },
    { path: "qualification", says: "can never hold" },
  ),
  fault(
    "value_out_of_domain",
    "a weight for a tier that no lead has",
    { ...RULES, workUnits: { default: 1, byTier: { tier9: 3 } } },
    { path: "workUnits.byTier.tier9", says: "tier1" },
  ),
  fault("unknown_fact", "a field that is not declared", withRules(rule({ fact: "custom.x", op: "exists" })), {
    path: WHEN,
    says: "customFacts",
  }),
  fault("unknown_fact", "a fact derived only later", withRow({ fact: "tier", op: "exists" }), {
    path: "derivedFacts.0.rows.0.when",
    says: "before this one",
  }),
  fault("unknown_fact", "a territory's name before it is known", withRow({ fact: "territory.name", op: "exists" }), {
    path: "derivedFacts.0.rows.0.when",
    says: "derives territory before",
  }),
  fault(
    "unknown_fact",
    "the skill of a fact that does not exist",
    {
      ...RULES,
      stages: [
        account!,
        territory!,
        {
          id: "refine",
          name: "R",
          kind: "refine",
          rules: [{ id: "skill", name: "S", when: EVERYBODY, prefer: { skillFromFact: "lead.verticle" } }],
        },
      ],
    },
    { path: "stages.2.rules.0.prefer.skillFromFact", says: "did you mean lead.vertical?" },
  ),
  fault(
    "unknown_operator_for_type",
    "a number's operator on text",
    withRules(rule({ fact: "lead.country", op: "lt", value: 5 })),
    { path: WHEN, says: "one of eq, ne" },
  ),
  fault(
    "unknown_operator_for_type",
    "facts of two types compared",
    withRules(rule({ any: [{ fact: "lead.country", op: "eq_fact", value: "lead.employees" }] })),
    { path: `${WHEN}.any.0`, says: "lead.employees a number" },
  ),
  fault(
    "value_out_of_domain",
    "a number against text",
    withRules(rule({ fact: "lead.employees", op: "eq", value: "50" })),
    { path: WHEN, says: 'never "50"' },
  ),
  fault(
    "value_out_of_domain",
    "a country of three letters",
    withRules(rule({ fact: "lead.country", op: "in", value: ["US", "GBR"] })),
    { path: WHEN, says: "two-letter" },
  ),
  fault(
    "value_out_of_domain",
    "a status there is not",
    withRules(rule({ fact: "account.status", op: "eq", value: "lost" })),
    { path: WHEN, says: "closed_lost" },
  ),
  fault("value_out_of_domain", "a score above 100", withRules(rule({ fact: "lead.score", op: "gt", value: 120 })), {
    path: WHEN,
    says: "from 0 to 100",
  }),
  fault(
    "value_out_of_domain",
    "a tier that no row gives",
    withRules(rule({ fact: "tier", op: "eq", value: "tier9" })),
    { path: WHEN, says: "one of tier1, tier2" },
  ),
  fault(
    "value_out_of_domain",
    "what to do for such a tier",
    { ...RULES, onUnavailable: { default: [], byTier: { tier9: ["hold"] } } },
    { path: "onUnavailable.byTier.tier9", says: "one of tier1, tier2" },
  ),
  fault("unknown_rep", "a rep", withTarget({ kind: "rep", repId: "rep_who" }), {
    path: "stages.0.rules.0.target",
    says: "rep_who",
  }),
  fault("unknown_rep", "a rep to copy", withRules(rule(EVERYBODY, { copy: [{ kind: "rep", repId: "rep_who" }] })), {
    path: "stages.0.rules.0.copy.0",
    says: "rep_who",
  }),
  fault(
    "unknown_rep",
    "a rep to leave out",
    withRules(rule(EVERYBODY, { exclude: [{ kind: "account_csm" }, { kind: "rep", repId: "rep_who" }] })),
    { path: "stages.0.rules.0.exclude.1", says: "rep_who" },
  ),
  fault("unknown_pool", "a pool", withTarget({ kind: "pool", poolId: "pool_who" }), {
    path: "stages.0.rules.0.target",
    says: "pool_who",
  }),
  fault(
    "unknown_queue",
    "a queue",
    withRules(rule({ fact: "lead.score", op: "exists" }, { target: { kind: "queue", queueId: "queue_who" } })),
    {
      path: "stages.0.rules.0.target",
      says: "queue_who",
    },
  ),
  fault(
    "unknown_territory",
    "a territory",
    {
      ...RULES,
      derivedFacts: [...RULES.derivedFacts.slice(0, 1), { fact: "territory", rows: [], otherwise: "terr_who" }],
      onUnavailable: { default: [] },
      stages: [account!],
    },
    { path: "derivedFacts.1.otherwise", says: "terr_who" },
  ),
  fault("empty_pool", "a pool without members", withTarget({ kind: "pool", poolId: "pool_nobody" }), {
    path: "stages.0.rules.0.target",
    says: "no members",
  }),
  fault("empty_pool", "a pool that everybody has left", withTarget({ kind: "pool", poolId: "pool_left" }), {
    path: "stages.0.rules.0.target",
    says: "have left",
  }),
  fault(
    "unramped_pool",
    "a pool whose members are at ramp 0 for good",
    withTarget({ kind: "pool", poolId: "pool_new" }),
    {
      path: "stages.0.rules.0.target",
      says: "0 % of their ramp",
    },
  ),
  fault("empty_pool", "a pool in which nobody has its skills", withTarget({ kind: "pool", poolId: "pool_german" }), {
    path: "stages.0.rules.0.target",
    says: "german",
  }),
  fault(
    "empty_pool",
    "a pool in which nobody has the rule's skills",
    withRules(rule(EVERYBODY, { target: { kind: "pool", poolId: "pool_west-mid" }, requiredSkills: ["french"] })),
    { path: "stages.0.rules.0.target", says: "french" },
  ),
  fault("unknown_fact", "the value that a pool shares", withTarget({ kind: "pool", poolId: "pool_value" }), {
    path: "stages.0.rules.0.target",
    says: "customFacts",
  }),
  fault("unknown_operator_for_type", "a pool that shares a text", withTarget({ kind: "pool", poolId: "pool_text" }), {
    path: "stages.0.rules.0.target",
    says: "lead.company, which is a text",
  }),
  fault(
    "unknown_fact",
    "a territory's pool where no territory is derived",
    { ...RULES, derivedFacts: RULES.derivedFacts.filter(({ fact }) => fact !== "territory"), stages: [ASK_TERRITORY] },
    { path: "stages.0.rules.0.target", says: "no table derives the fact territory" },
  ),
  fault("uncovered_territory", "a territory without a pool", withTerritory("terr_bare"), {
    path: "derivedFacts.1.otherwise",
    says: 'no pool covers the territory "Bare"',
  }),
  fault("backup_cycle", "backups in a circle behind a territory", withTerritory("terr_round"), {
    path: "stages.0.rules.0.target",
    says: "rep_c → rep_a → rep_b → rep_c",
  }),
  fault("unknown_rep", "a backup who is not on file", withTarget({ kind: "rep", repId: "rep_alone" }), {
    path: "stages.0.rules.0.target",
    says: 'the backup of Alone, "rep_who"',
  }),
  fault(
    "unowned_queue",
    "a queue whose owner has left",
    withRules(rule({ fact: "lead.score", op: "exists" }, { target: { kind: "queue", queueId: "queue_orphan" } })),
    { path: "stages.0.rules.0.target", says: "has left" },
  ),
  fault("value_out_of_domain", "a blank", withRules(rule({ fact: "lead.company", op: "eq", value: "  " })), {
    path: WHEN,
    says: "ask for missing",
  }),
  fault("value_out_of_domain", "blanks alone", withRules(rule({ fact: "lead.company", op: "in", value: ["", " "] })), {
    path: WHEN,
    says: "ask for missing",
  }),
  fault(
    "value_out_of_domain",
    "a range above all scores",
    withRules(rule({ fact: "lead.score", op: "between", value: [150, 200] })),
    { path: WHEN, says: "from 0 to 100" },
  ),
  fault("value_out_of_domain", "less than none", withRules(rule({ fact: "lead.score", op: "lt", value: 0 })), {
    path: WHEN,
    says: "from 0 to 100",
  }),
  fault(
    "value_out_of_domain",
    "a country that begins with three letters",
    withRules(rule({ fact: "lead.country", op: "prefix", value: "USA" })),
    { path: WHEN, says: "two-letter" },
  ),
  fault(
    "value_out_of_domain",
    "a pattern that no status matches",
    withRules(rule({ fact: "account.status", op: "glob", value: "lost*" })),
    { path: WHEN, says: "closed_lost" },
  ),
  fault(
    "contradiction",
    "two endings",
    withRules(
      rule({
        all: [
          { fact: "lead.emailDomain", op: "suffix", value: ".de" },
          { fact: "lead.emailDomain", op: "suffix", value: ".com" },
        ],
      }),
    ),
    { path: WHEN, says: "cannot end in two ways" },
  ),
  fault(
    "contradiction",
    "items asked for and ruled out",
    {
      ...withRules(
        rule({
          all: [
            { fact: "custom.modules", op: "any_of", value: ["crm"] },
            { fact: "custom.modules", op: "none_of", value: ["CRM"] },
          ],
        }),
      ),
      customFacts: [{ fact: "custom.modules", type: "text_list", field: "modules" }],
    },
    { path: WHEN, says: "must not have" },
  ),
  fault(
    "contradiction",
    "a fact that differs from itself",
    withRules(rule({ fact: "account.ownerId", op: "ne_fact", value: "account.ownerId" })),
    { path: WHEN, says: "never differs from itself" },
  ),
  fault("departed_target", "a rep who has left", withTarget({ kind: "rep", repId: "rep_gone" }), {
    path: "stages.0.rules.0.target",
    says: "Gone has left",
  }),
  fault("backup_cycle", "three who stand in for each other", withTarget({ kind: "rep", repId: "rep_a" }), {
    path: "stages.0.rules.0.target",
    says: "rep_a → rep_b → rep_c → rep_a",
  }),
  fault(
    "contradiction",
    "two countries at once",
    withRules(
      rule({
        all: [
          { fact: "lead.country", op: "eq", value: "US" },
          { fact: "lead.country", op: "eq", value: "DE" },
        ],
      }),
    ),
    { path: WHEN, says: "lead.country" },
  ),
  fault(
    "contradiction",
    "an empty range",
    withRules(rule({ fact: "lead.employees", op: "between", value: [500, 200] })),
    { path: WHEN, says: "lead.employees" },
  ),
  fault(
    "contradiction",
    "less than 5 and more than 10, in one alternative",
    withRules(
      rule({
        any: [
          { fact: "lead.score", op: "exists" },
          {
            all: [
              { fact: "lead.employees", op: "lt", value: 5 },
              { not: { not: { fact: "lead.employees", op: "gt", value: 10 } } },
            ],
          },
        ],
      }),
    ),
    { path: `${WHEN}.any.1`, says: "lead.employees" },
  ),
  fault(
    "contradiction",
    "asked for and denied",
    withRules(
      rule({
        all: [
          { fact: "lead.country", op: "eq", value: "US" },
          { not: { fact: "lead.country", op: "in", value: ["us", "CA"] } },
        ],
      }),
    ),
    { path: WHEN, says: "denied" },
  ),
  fault(
    "tautology",
    "known or missing",
    withRules(
      rule({
        any: [
          { fact: "lead.score", op: "missing" },
          { fact: "lead.score", op: "exists" },
        ],
      }),
    ),
    { path: WHEN, says: "{ all: [] }" },
  ),
  fault(
    "shadowed_rule",
    "a narrower rule behind a wider one",
    withRules(
      rule({ fact: "lead.country", op: "in", value: ["US", "CA"] }, { id: "wide" }),
      rule(
        {
          all: [
            { fact: "lead.country", op: "eq", value: "us" },
            { fact: "lead.employees", op: "gt", value: 10 },
          ],
        },
        { id: "narrow" },
      ),
    ),
    { path: "stages.0.rules.1", says: "the earlier rule wide" },
  ),
  fault(
    "shadowed_rule",
    "a row of a table behind a wider one",
    {
      ...RULES,
      derivedFacts: [
        {
          fact: "vertical",
          rows: [
            { when: { fact: "lead.employees", op: "lt", value: 200 }, value: "a" },
            { when: { fact: "lead.employees", op: "lt", value: 50 }, value: "b" },
          ],
        },
        ...RULES.derivedFacts,
      ],
    },
    { path: "derivedFacts.0.rows.1", says: "the earlier row 0 (a)" },
  ),
  fault(
    "duplicate_id",
    "a stage",
    { ...RULES, stages: [account!, territory!, { ...vertical!, id: "account" }] },
    {
      path: "stages.2.id",
      says: "stages.0.id",
    },
  ),
  fault(
    "no_final_fallback",
    "a fallback queue that does not exist",
    { ...RULES, fallbackQueueId: "queue_gone" },
    { path: "fallbackQueueId", says: "queue_gone" },
  ),
  fault(
    "no_final_fallback",
    "a fallback queue whose owner has left",
    { ...RULES, fallbackQueueId: "queue_orphan" },
    { path: "fallbackQueueId", says: "has left" },
  ),
  fault(
    "unused_derived_fact",
    "a table that nothing asks for",
    { ...RULES, derivedFacts: [...RULES.derivedFacts, { fact: "mood", rows: [], otherwise: "good" }] },
    { path: "derivedFacts.3", says: "mood" },
  ),
  fault(
    "unknown_note_fact",
    "a mistyped fact in a note",
    withRules(rule(EVERYBODY, { note: "{account.name} and {acount.name:upper}" })),
    { path: "stages.0.rules.0.note", says: "did you mean account.name?" },
  ),
  fault(
    "unknown_note_fact",
    "braces around what is no fact",
    withRules(rule(EVERYBODY, { note: "{account name:lower}" })),
    { path: "stages.0.rules.0.note", says: "{fact:upper}" },
  ),
  fault(
    "unreachable_stage",
    "a stage behind one that parks every lead",
    {
      ...RULES,
      stages: [
        account!,
        {
          id: "park",
          name: "Park",
          kind: "pool",
          rules: [rule(EVERYBODY, { target: { kind: "queue", queueId: "queue_fallback" } })],
        },
        territory!,
      ],
    },
    { path: "stages.2", says: '"Park" before it' },
  ),
  fault(
    "unreachable_stage",
    "a refinement of nothing",
    { ...RULES, stages: [vertical!, account!, territory!] },
    { path: "stages.0", says: "no pool stage" },
  ),
  fault(
    "unreachable_stage",
    "a stage without rules",
    { ...RULES, stages: [{ id: "none", name: "None", kind: "claim", rules: [] }, ...RULES.stages] },
    { path: "stages.0", says: "no rules" },
  ),
];

function fault(
  code: DiagnosticCode,
  name: string,
  ruleSet: RuleSet,
  expected: { readonly path: string; readonly says: string },
): Fault {
  return { code, name, ruleSet, ...expected };
}

describe("a rule set", () => {
  test("that is sound has nothing to say of it", () => {
    expect(diagnoseRuleSet(RULES, DIRECTORY)).toEqual([]);
  });

  test.each(FAULTS)("$code: $name is found alone, with its path", ({ code, ruleSet, path, says }) => {
    const found = diagnoseRuleSet(ruleSet, DIRECTORY);
    expect(found.map((diagnostic) => [diagnostic.code, diagnostic.path])).toEqual([[code, path]]);
    expect(found.map(({ problem, hint }) => `${problem}; ${hint}`).join("")).toContain(says);
  });

  test.each(FAULTS)("$code: $name keeps it from compiling if it is an error in the rule set itself", ({ ruleSet }) => {
    const errors = diagnoseContent(ruleSet).filter(({ severity }) => severity === "error");
    expect(diagnoseErrors(ruleSet)).toEqual(errors);
  });

  test("has a faulty example for every code", () => {
    expect(new Set(FAULTS.map(({ code }) => code))).toEqual(new Set(Object.keys(DIAGNOSTIC_CODES)));
  });

  test("with errors is refused with all of them, and how to mend each", () => {
    const ruleSet = withRules(
      rule({ fact: "lead.contry", op: "exists" }, { id: "same" }),
      rule({ fact: "lead.score", op: "gt", value: 120 }, { id: "same", note: "{x}" }),
    );
    expect(() => assertNoErrors(diagnoseRuleSet(ruleSet, DIRECTORY))).toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        message: expect.stringContaining("(and 3 more)"),
        issues: expect.arrayContaining([
          {
            field: WHEN,
            problem: 'there is no fact "lead.contry" (unknown_fact)',
            expected: "did you mean lead.country?",
          },
        ]),
      }),
    );
  });

  test("with warnings alone passes", () => {
    const diagnostics = diagnoseRuleSet(withTarget({ kind: "rep", repId: "rep_gone" }), DIRECTORY);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(() => assertNoErrors(diagnostics)).not.toThrow();
  });

  test("is judged in itself without regard to who is there", () => {
    expect(diagnoseContent(withTarget({ kind: "rep", repId: "rep_who" }))).toEqual([]);
  });

  test("of two reps who stand in for each other is sound", () => {
    expect(diagnoseRuleSet(withTarget({ kind: "rep", repId: "rep_left-hand" }), DIRECTORY)).toEqual([]);
  });

  test("of a pool whose members start later is sound", () => {
    expect(diagnoseRuleSet(withTarget({ kind: "pool", poolId: "pool_starting" }), DIRECTORY)).toEqual([]);
  });

  test("of 10,000 rules is diagnosed within seconds", () => {
    const rules = Array.from({ length: 10_000 }, (_, i) =>
      rule(
        {
          all: [
            { fact: "lead.country", op: "eq", value: "US" },
            { fact: "lead.postcode", op: "prefix", value: `${10_000 + i}` },
          ],
        },
        { id: `r${i}` },
      ),
    );
    expect(diagnoseRuleSet(withRules(...rules), DIRECTORY)).toEqual([]);
  }, 20_000);
});
