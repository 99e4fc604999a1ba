import { randomBytes } from "node:crypto";

import type { Role } from "@pointsman/contracts/access";
import { Scope } from "@pointsman/contracts/api";
import { toId } from "@pointsman/contracts/id";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildOrganisation } from "@pointsman/demo/organisation";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { toApiSecret } from "@pointsman/rpc/api-secret";
import { hashApiKey } from "@pointsman/rpc/authenticate";
import { createRpcApp } from "@pointsman/rpc/create-rpc-app";
import { createCall, type Call } from "@pointsman/rpc/testing/calls";
import { findApiKeyBySecretHash } from "@pointsman/store/api-keys/find-api-key-by-secret-hash";
import { insertApiKey } from "@pointsman/store/api-keys/insert-api-key";

import { appRouter } from "../../src/app-router.ts";
import { checkHealth } from "../../src/verbs/check-health.ts";
import { toSubmission } from "../submission.ts";
import { openTestService, seedOrganisation, START_MS, type TestService } from "../test-service.ts";
import { HOOK, QUEUE, REP, toForm, type Things } from "./rows.ts";

/** The people of the table. Jordan's manager manages West, the foreign one and the foreign rep are of DACH. */
const PEOPLE = {
  ownManager: { role: "manager", teamIds: ["west"], repId: null },
  ownRep: { role: "rep", teamIds: [], repId: REP },
  foreignManager: { role: "manager", teamIds: ["dach", "nordics"], repId: null },
  foreignRep: { role: "rep", teamIds: [], repId: "rep_lukas-w" },
  admin: { role: "admin", teamIds: [], repId: null },
  reader: { role: "read_only", teamIds: [], repId: null },
} as const satisfies Record<
  string,
  { readonly role: Role; readonly teamIds: readonly string[]; readonly repId: `rep_${string}` | null }
>;

export type PersonName = keyof typeof PEOPLE;

/** The service behind HTTP, with keys on file. */
export interface World extends AsyncDisposable {
  readonly router: TestService;
  readonly call: Call;
  /** The secret of each person's key. */
  readonly secrets: Readonly<Record<PersonName | "expired" | "revoked" | "deactivated", string>>;
  /** A machine's key with these scopes. */
  readonly machine: (scopes: readonly Scope[]) => Promise<string>;
  readonly things: () => Promise<Things>;
}

export async function openWorld(): Promise<World> {
  const router = await openTestService();
  const { api, service } = router;
  await seedOrganisation(router);
  await giveJordanHisOwn(router);
  let made = 0;
  const machine = async (scopes: readonly Scope[], ended: { readonly expiresAt?: string } = {}) => {
    const secret = toApiSecret(randomBytes(32));
    made += 1;
    await insertApiKey(service.db, {
      id: toId("apiKey", `machine-${made}`),
      name: "machine",
      secretHash: hashApiKey(secret),
      scopes,
      createdAt: toTimestamp(START_MS - 1),
      expiresAt: ended.expiresAt ?? null,
    });
    return secret;
  };
  const revoked = await api.keys.create({ name: "revoked", scopes: [...Scope.options] });
  await api.keys.revoke({ keyId: revoked.key.id });
  const secrets = {
    ...(await makePeople(api)),
    revoked: revoked.secret,
    expired: await machine(Scope.options, { expiresAt: toTimestamp(START_MS) }),
    deactivated: await makeLeaver(api),
  };
  const app = createRpcApp({
    router: appRouter,
    service,
    keys: { findKey: async (hash) => findApiKeyBySecretHash(service.db, hash), nowMs: service.clock.nowMs },
    log: service.log,
    checkHealth: async () => checkHealth(service),
  });
  const things = async (): Promise<Things> => {
    made += 1;
    const leadId = toId("lead", `access-${made}`);
    await api.leads.submit({ submissions: [toSubmission(`access-${made}`, { country: "BR", region: "SP" })] });
    await api.leads.reroute({ leadId, reason: "other", toRepId: REP });
    const { key } = await api.keys.create({ name: "thing", scopes: ["keys:manage"] });
    const draftId = toId("draft", `access-${made}`);
    await api.ruleSets.drafts.save({ draftId, revision: 0, name: "Thing", ruleSet: demoRuleSet });
    const formId = `form-${made}`;
    await api.forms.upsert({ forms: [toForm(formId)] });
    const { endpoint } = await api.endpoints.create({ ...HOOK, name: `Hook ${made}` });
    const dayOff = new Date(Date.UTC(2030, 2, made)).toISOString().slice(0, "2030-03-01".length);
    const timeOff = { kind: "pto", firstDay: dayOff, lastDay: dayOff } as const;
    const { ids } = await api.availability.addTimeOff({ entries: [{ repId: REP, timeOff }] });
    const address = `https://calendars.example/${made}.ics`;
    const { calendarId } = await api.availability.connectCalendar({ repId: REP, kind: "ics", address });
    return {
      leadId,
      keyId: key.id,
      draftId,
      formId,
      endpointId: endpoint.id,
      timeOffId: ids[0] ?? toId("timeOff", "none"),
      dayOff,
      calendarId,
    };
  };
  return {
    router,
    call: createCall(app, appRouter),
    secrets,
    machine: async (scopes) => machine(scopes),
    things,
    [Symbol.asyncDispose]: async () => router[Symbol.asyncDispose](),
  };
}

const SLA = {
  id: "any",
  name: "Any",
  when: { all: [] },
  touchWithinMinutes: 60,
  onBreach: { kind: "escalate", escalateTo: { kind: "team_role", role: "manager" } },
} as const;

/** A queue, a lead that is held for him, of which he is told, and an SLA on whatever he gets. A partner sent one too. */
async function giveJordanHisOwn({ api }: TestService): Promise<void> {
  const jordan = buildOrganisation(START_MS).reps.filter(({ id }) => id === REP);
  const timeOff = [{ kind: "pto", firstDay: "2026-11-16", lastDay: "2026-11-20" } as const];
  await api.queues.upsert({ queues: [{ id: QUEUE, name: "Jordan's", ownerRepId: REP }] });
  await api.ruleSets.publish({ ruleSet: { ...demoRuleSet, slas: [SLA] } });
  await api.reps.upsert({ reps: jordan.map((rep) => ({ ...rep, timeOff })) });
  await api.leads.submit({
    submissions: [
      toSubmission("held", { productInterest: "newsletter" }),
      toSubmission("partner", { partnerCode: "LANTERN" }),
    ],
  });
  await api.reps.upsert({ reps: jordan });
}

async function makePeople(api: TestService["api"]): Promise<Readonly<Record<PersonName, string>>> {
  const secrets: Partial<Record<PersonName, string>> = {};
  for (const [name, facts] of Object.entries(PEOPLE) as [PersonName, (typeof PEOPLE)[PersonName]][]) {
    const person = { id: toId("person", name), name, email: `${name}@firm.example`, ...facts };
    await api.people.upsert({ people: [person] });
    secrets[name] = (await api.keys.create({ name, personId: person.id })).secret;
  }
  return secrets as Readonly<Record<PersonName, string>>;
}

async function makeLeaver(api: TestService["api"]): Promise<string> {
  const person = { id: "person_gone", name: "Gone", email: "gone@firm.example", role: "admin" } as const;
  await api.people.upsert({ people: [person] });
  const { secret } = await api.keys.create({ name: "gone", personId: person.id });
  await api.people.upsert({ people: [{ ...person, status: "deactivated" }] });
  return secret;
}
