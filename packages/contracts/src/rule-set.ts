import { z } from "zod";

import { isTooDeep, MAX_CONDITION_DEPTH } from "./condition-depth.ts";
import { PoolId, QueueId, RepId } from "./id.ts";
import { RepRole } from "./organisation.ts";
import { lineOfText, Slug } from "./primitive.ts";

/** A fact's value. Times are `Timestamp` strings; `null` is "not known". */
export const FactValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly(), z.null()]);
export type FactValue = z.infer<typeof FactValue>;

/** Facts by name, e.g. `{ "lead.country": "US" }`. */
export const Facts = z.record(z.string(), FactValue).readonly();
export type Facts = z.infer<typeof Facts>;

const FactName = z.string().min(1).max(100);

/** What a fact may hold; `time` is a `Timestamp`. */
export const FactType = z.enum(["text", "number", "boolean", "time", "text_list"]);
export type FactType = z.infer<typeof FactType>;

/** A field of the user's own forms as a fact: `LeadDetails.extra` holds it as sent, the type says how it is read. */
export const CustomFact = z
  .strictObject({
    fact: z.templateLiteral(["custom.", z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/)], {
      error: "expected custom. and a name of letters, digits or _, e.g. custom.budget",
    }),
    type: FactType,
    /** The field's name in the form, e.g. `budget`; its case does not matter. */
    field: lineOfText(100),
  })
  .readonly();
export type CustomFact = z.infer<typeof CustomFact>;

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);
const TextPart = z.string().max(200).regex(/\S/, "expected some text besides blanks");
const Days = z.number().positive().max(36_500);

/**
 * One test of one fact. Text is compared without regard to case, accents, Unicode form and surrounding blanks; a fact
 * that is not known fails every test but `missing`. The whole table of meanings: `docs/rules.md`.
 */
export const FactTest = z.discriminatedUnion("op", [
  z.strictObject({ fact: FactName, op: z.enum(["eq", "ne"]), value: Scalar }).readonly(),
  z.strictObject({ fact: FactName, op: z.enum(["lt", "lte", "gt", "gte"]), value: z.number() }).readonly(),
  z.strictObject({ fact: FactName, op: z.enum(["in", "not_in"]), value: z.array(Scalar).min(1).readonly() }).readonly(),
  z
    .strictObject({
      fact: FactName,
      op: z.literal("between"),
      /** Inclusive at both ends. */
      value: z.tuple([z.number(), z.number()]).readonly(),
      /** The upper end does not belong to it: bands such as 50–200 and 200–500 then share no number. */
      halfOpen: z.boolean().optional(),
    })
    .readonly(),
  z.strictObject({ fact: FactName, op: z.enum(["prefix", "suffix", "contains"]), value: TextPart }).readonly(),
  /** The whole text against a pattern: `*` is any text, `?` any one character, nothing else is special. */
  z.strictObject({ fact: FactName, op: z.literal("glob"), value: TextPart }).readonly(),
  z.strictObject({ fact: FactName, op: z.enum(["before", "after"]), value: z.iso.datetime() }).readonly(),
  /** Age of the time when the lead was received, in days of 24 hours; `older_than_days` is exactly "known and not newer". */
  z.strictObject({ fact: FactName, op: z.enum(["newer_than_days", "older_than_days"]), value: Days }).readonly(),
  /** Of a list: it has one of these, all of these, none of these. */
  z
    .strictObject({
      fact: FactName,
      op: z.enum(["any_of", "all_of", "none_of"]),
      value: z.array(z.string().max(1_000)).min(1).readonly(),
    })
    .readonly(),
  /** The two facts are both known and equal, or both known and differ. */
  z.strictObject({ fact: FactName, op: z.enum(["eq_fact", "ne_fact"]), value: FactName }).readonly(),
  z.strictObject({ fact: FactName, op: z.enum(["exists", "missing"]) }).readonly(),
]);
export type FactTest = z.infer<typeof FactTest>;

/** A condition on facts: one test, or conditions joined by `all`, `any`, `not`, to any depth. */
export type Condition =
  | FactTest
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };
const NestedCondition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      FactTest,
      z.strictObject({ all: z.array(NestedCondition).readonly() }).readonly(),
      z.strictObject({ any: z.array(NestedCondition).readonly() }).readonly(),
      z.strictObject({ not: NestedCondition }).readonly(),
    ]),
  )
  .meta({ id: "Condition" });

export const Condition: z.ZodType<Condition> = z.preprocess((value, context) => {
  if (isTooDeep(value)) {
    context.addIssue(
      `nested more than ${MAX_CONDITION_DEPTH} levels deep: put conditions side by side in one all or any`,
    );
  }
  return value;
}, NestedCondition);

/** A decision table that adds a fact: the first row whose condition holds gives the value. */
export const DerivedFact = z
  .strictObject({
    /** The new fact, e.g. `tier`. */
    fact: Slug,
    rows: z.array(z.strictObject({ when: Condition, value: z.string() }).readonly()).readonly(),
    /** The value where no row holds; without it the fact is not known. */
    otherwise: z.string().optional(),
  })
  .readonly();
export type DerivedFact = z.infer<typeof DerivedFact>;

/** One person, by id or by what he is to the lead's account or partner. */
export const PersonTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rep"), repId: RepId }).readonly(),
  z.strictObject({ kind: z.literal("account_owner") }).readonly(),
  z.strictObject({ kind: z.literal("account_csm") }).readonly(),
  /** Whoever has this role in the account's team, e.g. `solutions-engineer`. */
  z.strictObject({ kind: z.literal("account_team"), role: Slug }).readonly(),
  /** Who owned the account when it was lost. */
  z.strictObject({ kind: z.literal("former_owner") }).readonly(),
  z.strictObject({ kind: z.literal("partner_manager") }).readonly(),
]);
export type PersonTarget = z.infer<typeof PersonTarget>;

/** Whom a rule names. */
export const Target = z.discriminatedUnion("kind", [
  ...PersonTarget.options,
  z.strictObject({ kind: z.literal("pool"), poolId: PoolId }).readonly(),
  /** The pool that covers the facts `territory` and `segment`. */
  z.strictObject({ kind: z.literal("territory_pool") }).readonly(),
  z.strictObject({ kind: z.literal("queue"), queueId: QueueId }).readonly(),
]);
export type Target = z.infer<typeof Target>;

/** What to try, in this order, when the reps that the rule wants cannot take the lead. */
export const UnavailableStep = z.enum([
  /** The backup of the wanted rep, his backup, and so on; nobody twice. */
  "backup",
  /** The rest of the pool, those too who miss a refining criterion. */
  "next_in_pool",
  /** Wait for the wanted rep, if he is back within `maxHoldHours`. */
  "hold",
  /** Go on with the next stage. Always the last resort, whether written or not. */
  "fall_through",
]);
export type UnavailableStep = z.infer<typeof UnavailableStep>;

export const OnUnavailable = z
  .strictObject({
    default: z.array(UnavailableStep).readonly(),
    /** Per value of the fact `tier`, in place of `default`. */
    byTier: z.record(z.string(), z.array(UnavailableStep).readonly()).readonly().optional(),
  })
  .readonly();
export type OnUnavailable = z.infer<typeof OnUnavailable>;

/** `when` holds → the lead should go to `target`. */
export const RoutingRule = z
  .strictObject({
    id: Slug,
    name: lineOfText(200),
    when: Condition,
    target: Target,
    /** Who owns the lead with the winner. Whom the account does not have, and who has left, is left out. */
    coOwners: z.array(PersonTarget).max(100).readonly().optional(),
    /** Who is told. */
    copy: z.array(PersonTarget).max(100).readonly().optional(),
    /** Text for the rep; `{account.name}` is replaced by that fact, `{account.division:upper}` in capitals. */
    note: z.string().max(2_000).optional(),
    onUnavailable: OnUnavailable.optional(),
    /** Skills without which nobody takes the lead by this rule, backups included. */
    requiredSkills: z.array(Slug).readonly().optional(),
    /** Who must not get the lead by this rule, as backup neither: a conflict of interest, say. */
    exclude: z.array(PersonTarget).max(100).readonly().optional(),
    /** Who is away now but back within so many hours counts as available; of a pool with its own the longer time. */
    availableWithinHours: z.number().int().min(1).max(720).optional(),
  })
  .readonly();
export type RoutingRule = z.infer<typeof RoutingRule>;

/** `when` holds → candidates with the skill are preferred, where there are any. */
export const RefiningRule = z
  .strictObject({
    id: Slug,
    name: lineOfText(200),
    when: Condition,
    /** A named skill, or the one that a fact names (`vertical` = `Rev Ops` asks for the skill `rev-ops`). */
    prefer: z.union([
      z.strictObject({ skill: Slug }).readonly(),
      z.strictObject({ skillFromFact: FactName }).readonly(),
    ]),
  })
  .readonly();
export type RefiningRule = z.infer<typeof RefiningRule>;

/**
 * One step of the hierarchy; the first rule whose condition holds is the stage's answer.
 *
 * - `claim`: the target is final, no refining (an account's owner)
 * - `pool`: the target is a set of candidates, narrowed by the `refine` stages that follow directly
 * - `refine`: keeps the candidates with a skill, if any has it; else leaves them and counts the criterion as unmet
 */
export const Stage = z.discriminatedUnion("kind", [
  z
    .strictObject({ id: Slug, name: lineOfText(200), kind: z.literal("claim"), rules: z.array(RoutingRule).readonly() })
    .readonly(),
  z
    .strictObject({ id: Slug, name: lineOfText(200), kind: z.literal("pool"), rules: z.array(RoutingRule).readonly() })
    .readonly(),
  z
    .strictObject({
      id: Slug,
      name: lineOfText(200),
      kind: z.literal("refine"),
      rules: z.array(RefiningRule).readonly(),
    })
    .readonly(),
]);
export type Stage = z.infer<typeof Stage>;

/** Units of work: 1 is an ordinary lead. */
export const WorkUnits = z.number().int().min(1).max(1_000);
export type WorkUnits = z.infer<typeof WorkUnits>;

/** What leads weigh against a rep's capacity. */
export const LeadWeights = z
  .strictObject({
    default: WorkUnits,
    /** Per value of the fact `tier`, in place of `default`. */
    byTier: z.record(z.string(), WorkUnits).readonly().optional(),
  })
  .readonly();
export type LeadWeights = z.infer<typeof LeadWeights>;

/** Minutes in which the rep is there: his working hours count, his time off does not. */
const WorkMinutes = z
  .number()
  .int()
  .min(1)
  .max(60 * 24 * 90);

/** Who is told of a lead that was not touched in time. Where nobody is found it is the owner of the fallback queue. */
export const Escalation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rep"), repId: RepId }).readonly(),
  /** Who has this role in the team of the rep who has the lead, e.g. its `manager`. */
  z.strictObject({ kind: z.literal("team_role"), role: RepRole }).readonly(),
]);
export type Escalation = z.infer<typeof Escalation>;

/**
 * What becomes of a lead that was not touched in time.
 *
 * - `reroute`: it is taken from the rep and decided again without him, at most `atMost` times; after that as `escalate`
 * - `escalate`: somebody is told, and the lead stays where it is
 */
export const SlaBreach = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("reroute"), atMost: z.number().int().min(1).max(20), escalateTo: Escalation })
    .readonly(),
  z.strictObject({ kind: z.literal("escalate"), escalateTo: Escalation }).readonly(),
]);
export type SlaBreach = z.infer<typeof SlaBreach>;

/** How soon a rep must touch a lead that `when` holds of, from when he was given it. */
export const Sla = z
  .strictObject({
    id: Slug,
    name: lineOfText(200),
    when: Condition,
    touchWithinMinutes: WorkMinutes,
    /** When the rep is reminded; left out: never. */
    remindAfterMinutes: WorkMinutes.optional(),
    onBreach: SlaBreach,
  })
  .refine(({ remindAfterMinutes = 0, touchWithinMinutes }) => remindAfterMinutes < touchWithinMinutes, {
    path: ["remindAfterMinutes"],
    error: "expected fewer minutes than touchWithinMinutes",
  })
  .readonly();
export type Sla = z.infer<typeof Sla>;

/** How leads are routed: immutable data. A published rule set has a version; its hash names its content. */
export const RuleSet = z
  .strictObject({
    name: lineOfText(200),
    /** Fields of the user's own forms that conditions may ask for. */
    customFacts: z.array(CustomFact).max(200).readonly().optional(),
    derivedFacts: z.array(DerivedFact).readonly(),
    /** What a lead must satisfy before it is routed; until then it is `unqualified`. Without it every lead is due at once. */
    qualification: Condition.optional(),
    /** Without it every lead weighs 1. */
    workUnits: LeadWeights.optional(),
    /** How soon leads must be touched; the first whose condition holds applies. Without one a lead may wait for ever. */
    slas: z.array(Sla).max(200).readonly().optional(),
    stages: z.array(Stage).min(1).readonly(),
    /** Where a lead goes that no stage could place. */
    fallbackQueueId: QueueId,
    /** For rules that say nothing of their own. */
    onUnavailable: OnUnavailable,
    /** The longest time a lead may wait for a rep, in hours. */
    maxHoldHours: z
      .number()
      .positive()
      .max(24 * 30),
    /** A second lead of the same e-mail address within this time joins the first, in minutes; 0 = never. */
    duplicateWindowMinutes: z
      .number()
      .min(0)
      .max(60 * 24 * 90),
  })
  .readonly();
export type RuleSet = z.infer<typeof RuleSet>;

/** Which published rule set a decision was made with. */
export const RuleSetRef = z.object({ version: z.number().int().positive(), hash: z.string() }).readonly();
export type RuleSetRef = z.infer<typeof RuleSetRef>;
