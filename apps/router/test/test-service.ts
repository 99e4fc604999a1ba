import type { KeyObject } from "node:crypto";

import { Scope } from "@pointsman/contracts/api";
import { toTimestamp } from "@pointsman/contracts/primitive";
import { buildOrganisation, type Organisation } from "@pointsman/demo/organisation";
import { demoRuleSet } from "@pointsman/demo/rule-set";
import { checkPostgres } from "@pointsman/invariants/check-postgres";
import type { Caller } from "@pointsman/rpc/authenticate";
import { connect } from "@pointsman/store/connect";
import { cloneTemplate } from "@pointsman/testkit/postgres";
import "@pointsman/testkit/postgres-global-setup";
import { pino } from "pino";
import { expect, inject, vi } from "vitest";

import { appRouter } from "../src/app-router.ts";
import type { ServiceContext } from "../src/context.ts";
import { createService } from "../src/create-service.ts";
import { runDueTimers } from "../src/timers/run-timers.ts";
import { isSameDecision, type TimerContext } from "../src/timers/timer-context.ts";

export const START_MS = Date.parse("2026-11-20T12:00:00.000Z");

/** A routing service on a database of its own, with a clock that only tests move. At its end every invariant must hold. */
export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly service: ServiceContext;
  readonly api: ReturnType<typeof toApi>;
  readonly advance: (ms: number) => void;
  /** Runs the timers' jobs that are due by that clock. */
  readonly runDueTimers: () => Promise<void>;
  /** Every invariant that Postgres can prove holds: by query, and by making each decision again. */
  readonly expectSound: () => Promise<void>;
}

export interface TestServiceOptions {
  readonly maxBatchLeads?: number;
  readonly maxBatches?: number;
  readonly maxWaitingLeads?: number;
  readonly fence?: TimerContext["fence"];
  /** Endpoints may stand on this machine. */
  readonly allowPrivate?: boolean;
  /** The test damages what is on file: nothing is checked at its end. */
  readonly tampered?: boolean;
  /** Signs the head of the audit chain. */
  readonly signingKey?: KeyObject;
  /** Told of each statement that the service sends. */
  readonly onStatement?: (text: string) => void;
}

export async function openTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const {
    maxBatchLeads = 200,
    maxBatches = 2,
    maxWaitingLeads = 10_000,
    onStatement,
    tampered = false,
    allowPrivate = false,
    fence = isSameDecision,
    signingKey = null,
  } = options;
  const database = await cloneTemplate(inject("postgresTemplate"));
  const db = connect({
    url: database.url,
    maxConnections: 6,
    applicationName: "router-test",
    ...(onStatement !== undefined && { onStatement }),
  });
  let nowMs = START_MS;
  const service = createService({
    db,
    clock: { nowMs: () => nowMs },
    log: pino({ level: "silent" }),
    chance: () => 0.5,
    maxBatchLeads,
    maxBatches,
    lingerMs: 0,
    maxWaitingLeads,
    allowPrivate,
    signingKey,
  });
  const expectSound = async () => {
    const findings = await checkPostgres(db, { signal: new AbortController().signal, now: toTimestamp(nowMs) });
    expect(findings.length).toBeGreaterThan(15);
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  };
  return {
    url: database.url,
    service,
    api: toApi(service),
    advance: (ms) => {
      nowMs += ms;
    },
    runDueTimers: async () => {
      // The worker reads Node's clock; ours has to be it for as long as it runs.
      vi.setSystemTime(nowMs);
      try {
        await runDueTimers({ ...service, fence }, { url: database.url });
      } finally {
        vi.useRealTimers();
      }
    },
    expectSound,
    [Symbol.asyncDispose]: async () => {
      await service.batcher.drain();
      try {
        if (!tampered) await expectSound();
      } finally {
        await db.destroy();
        await database[Symbol.asyncDispose]();
      }
    },
  };
}

/** The API as a caller with the given scopes sees it. */
export function toApi(service: ServiceContext, scopes: readonly Scope[] = Scope.options) {
  const caller: Caller = { id: "key_test", name: "test", scopes };
  return appRouter.createCaller({ service, caller, requestId: "test", log: service.log });
}

/** Puts an organisation on file and its rule set in force, through the public API. */
export async function seedOrganisation(
  { api }: Pick<TestService, "api">,
  organisation: Organisation = buildOrganisation(START_MS),
): Promise<void> {
  await api.reps.upsert({ reps: organisation.reps });
  await api.pools.upsert({ pools: organisation.pools });
  await api.territories.upsert({ territories: organisation.territories });
  await api.partners.upsert({ partners: organisation.partners });
  await api.queues.upsert({ queues: organisation.queues });
  await api.accounts.upsert({ accounts: organisation.accounts });
  await api.ruleSets.publish({ ruleSet: demoRuleSet });
}
