import * as fc from "fast-check";
import { expect, test } from "vitest";

import { COMMANDS } from "../test/model/commands.ts";
import { Model } from "../test/model/model.ts";
import { Real } from "../test/model/real.ts";
import { START_MS } from "../test/test-service.ts";

/** `npm run faults -- model` sets both, and draws another seed each time; here one failure is one change of code. */
const SEED = Number(process.env["MODEL_SEED"] ?? 4_711);
const MINUTES = Number(process.env["MODEL_MINUTES"] ?? 0);
const MINUTE_MS = 60_000;
/** Up to 40 commands each; some 10 s. */
const SHORT_RUNS = 12;
/** Time for the last run to end, and for what fails to be made smaller. */
const PATIENCE_MS = 10 * MINUTE_MS;

async function run(commands: Iterable<fc.AsyncCommand<Model, Real>>, tamper?: string): Promise<void> {
  await using real = await Real.open();
  if (tamper !== undefined) await real.tamper(tamper);
  await fc.asyncModelRun(() => ({ model: new Model(START_MS), real }), commands);
  await real.expectSound();
}

const arbCommands = fc.commands(COMMANDS, { maxCommands: 40, size: "max" });

test(
  `any commands in any order leave the service where the model says, MODEL_SEED=${SEED}`,
  { timeout: PATIENCE_MS + MINUTES * MINUTE_MS },
  async () => {
    const holds = fc.assert(
      fc.asyncProperty(arbCommands, async (commands) => run(commands)),
      {
        seed: SEED,
        ...(MINUTES === 0
          ? { numRuns: SHORT_RUNS }
          : { numRuns: 1_000_000, interruptAfterTimeLimit: MINUTES * MINUTE_MS }),
      },
    );
    await expect(holds).resolves.toBeUndefined();
  },
);

/** Negative controls: what the service loses, and the model notices. */
const LOSSES = [
  {
    what: "loads that are forgotten, so that reps are given more than they take",
    tamper: `
      create function forget() returns trigger language plpgsql as $$ begin new.open_leads := 0; return new; end $$;
      create trigger forget before update on rep_load for each row execute function forget()`,
  },
  {
    what: "SLAs that nobody enforces",
    tamper: `
      create function drop_breach() returns trigger language plpgsql as $$
      begin
        if new.task_id in (select id from graphile_worker._private_tasks where identifier = 'sla_breach') then
          return null;
        end if;
        return new;
      end $$;
      create trigger drop_breach before insert on graphile_worker._private_jobs
        for each row execute function drop_breach()`,
  },
];

test.each(LOSSES)(`the model notices $what, MODEL_SEED=${SEED}`, { timeout: 120_000 }, async ({ tamper }) => {
  const details = await fc.check(
    fc.asyncProperty(arbCommands, async (commands) => run(commands, tamper)),
    { seed: SEED, numRuns: SHORT_RUNS, endOnFailure: true },
  );
  expect(details.failed).toBe(true);
});
