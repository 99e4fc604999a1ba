import type { Condition, Facts, FactTest } from "@pointsman/contracts/rule-set";
import { createRandom, type Random } from "@pointsman/demo/random";

/** Rules and leads that every engine of the bench understands. */
export interface Workload {
  /** The first whose tests all hold is the answer. */
  readonly rules: readonly (readonly FactTest[])[];
  readonly leads: readonly Facts[];
}

const SEED = 20_261_122;
export const COUNTRIES =
  "US,CA,GB,DE,FR,NL,SE,NO,DK,FI,ES,IT,PT,PL,CZ,AT,CH,BE,IE,AU,NZ,JP,SG,IN,BR,MX,AR,CL,ZA,AE".split(",");
const INDUSTRIES =
  "software,fintech,insurance,banking,retail,logistics,health,pharma,energy,media,telecom,travel,education,legal,real-estate,automotive,aerospace,chemicals,food,construction,government,nonprofit,gaming,security,consulting".split(
    ",",
  );
const REGIONS_PER_COUNTRY = 16;
const COMPANIES = 20_000;
const SIZES = [1, 10, 50, 200, 500, 1_000, 5_000, 20_000];

/**
 * - `territory`: each rule says where, what, how big and how hot: the four columns of a territory table, all filled
 * - `mixed`: two to six tests on six facts: named accounts, regions and broad rules side by side
 */
export type WorkloadKind = "territory" | "mixed";

/**
 * Rules and leads for them: half of the leads fit a rule picked at random, so that the first match is anywhere in the
 * list, the others are drawn alone and often fit none. The same arguments give the same workload.
 */
export function makeWorkload(kind: WorkloadKind, ruleCount: number, leadCount: number): Workload {
  const random = createRandom(SEED + ruleCount);
  const drawRule = kind === "territory" ? drawTerritoryRule : drawMixedRule;
  const rules = Array.from({ length: ruleCount }, () => drawRule(random));
  const leads = Array.from({ length: leadCount }, (_, index) => {
    const lead = drawLead(random);
    return index % 2 === 0 ? { ...lead, ...drawFitting(random.pick(rules), random) } : lead;
  });
  return asRead({ rules, leads });
}

/**
 * The same, as it comes from a form or a database: each text in one piece. A text that a program puts together is taken
 * together by whoever first looks at it, and looked at through one object more from then on.
 */
export function asRead<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** The tests of a rule as one condition. */
export function toCondition(tests: readonly FactTest[]): Condition {
  return { all: tests };
}

function drawTerritoryRule(random: Random): readonly FactTest[] {
  return random.shuffle([
    drawCountryTest(random),
    drawVerticalTest(random),
    drawSizeTest(random),
    drawScoreTest(random),
  ]);
}

function drawMixedRule(random: Random): readonly FactTest[] {
  const country = drawCountryTest(random);
  const narrow: readonly FactTest[] = [
    drawVerticalTest(random),
    country,
    { fact: "lead.region", op: "eq", value: drawRegion(random, random.pick([country.value].flat())) },
    random.chance(60)
      ? { fact: "lead.emailDomain", op: "eq", value: drawDomain(random) }
      : { fact: "lead.emailDomain", op: "prefix", value: drawDomain(random).slice(0, random.int(3, 6)) },
  ];
  // Two narrow tests at least: with "more than 200 employees" alone, the first few rules would take every lead.
  const [first, second, ...others] = random.shuffle(narrow);
  const rest = [...others, drawSizeTest(random), drawScoreTest(random)];
  const tests = [first, second, ...random.shuffle(rest).slice(0, random.int(0, 4))];
  return random.shuffle(tests.filter((test) => test !== undefined));
}

function drawCountryTest(random: Random) {
  const fact = "lead.country";
  return random.chance(80)
    ? ({ fact, op: "eq", value: random.pick(COUNTRIES) } as const)
    : ({ fact, op: "in", value: random.shuffle(COUNTRIES).slice(0, random.int(2, 5)) } as const);
}

function drawVerticalTest(random: Random): FactTest {
  const fact = "lead.vertical";
  return random.chance(70)
    ? { fact, op: "eq", value: random.pick(INDUSTRIES) }
    : { fact, op: "in", value: random.shuffle(INDUSTRIES).slice(0, random.int(2, 4)) };
}

function drawSizeTest(random: Random): FactTest {
  const from = random.int(0, SIZES.length - 2);
  const size = drawSize(random, from);
  return { fact: "lead.employees", op: "between", value: [size, drawSize(random, from + 1) + size] };
}

function drawScoreTest(random: Random): FactTest {
  return { fact: "lead.score", op: "gte", value: random.int(0, 90) };
}

function drawLead(random: Random): Facts {
  const country = random.pick(COUNTRIES);
  return {
    "lead.source": "demo-form",
    "lead.country": country,
    "lead.region": drawRegion(random, country),
    "lead.employees": drawSize(random, random.int(0, SIZES.length - 1)),
    "lead.vertical": random.pick(INDUSTRIES),
    "lead.emailDomain": drawDomain(random),
    "lead.isFreeMail": false,
    "lead.score": random.int(0, 100),
  };
}

/** Values that satisfy each test of a rule. */
function drawFitting(tests: readonly FactTest[], random: Random): Facts {
  return Object.fromEntries(
    tests.map((test) => {
      switch (test.op) {
        case "in":
          return [test.fact, random.pick(test.value)];
        case "between":
          return [test.fact, random.int(test.value[0], test.value[1])];
        case "eq":
        case "gte":
          return [test.fact, test.value];
        case "prefix":
          return [test.fact, `${test.value}x.example`];
        default:
          throw new Error(`The workload has no tests with ${test.op}.`);
      }
    }),
  );
}

function drawRegion(random: Random, country: string): string {
  return `${country}-${random.int(1, REGIONS_PER_COUNTRY)}`;
}

function drawDomain(random: Random): string {
  const number = random.int(1, COMPANIES);
  return `${(number * 7_919).toString(36)}-${number}.example`;
}

function drawSize(random: Random, step: number): number {
  return random.int(SIZES[step] ?? 1, (SIZES[step + 1] ?? 100_000) - 1);
}
