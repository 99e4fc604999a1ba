import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { openNotifierBed, type NotifierBed } from "../../test/notifier-bed.ts";
import { START_MS } from "../../test/test-service.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const LEADS = 40;

/** The routing service as it is deployed, on the test's database; stopped at the end of the block. */
function startRouter({ router, mail }: NotifierBed): AsyncDisposable {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      DATABASE_URL: router.url,
      PORT: "0",
      SMTP_URL: mail.url,
      MAIL_FROM: "leads@example.com",
      ALLOW_PRIVATE_ADDRESSES: "true",
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return {
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      expect(await exited).toEqual([0, null]);
    },
  };
}

test("two processes share the work: each mail and each webhook is received once", { timeout: 60_000 }, async () => {
  await using bed = await openNotifierBed();
  // The processes go by the clock of the machine, and tell nobody of what is more than a day old.
  bed.router.advance(Math.max(0, Date.now() - START_MS));
  await bed.addEndpoint({ types: ["lead.received"] });
  {
    await using _one = startRouter(bed);
    await using _two = startRouter(bed);
    for (let index = 0; index < LEADS; index++) {
      await bed.submit(`l${index}`, { email: `l${index}@company${index}.example`, country: "BR" });
    }
    await expect.poll(() => bed.mail.mails.length, { timeout: 40_000 }).toBe(LEADS);
    await expect.poll(() => bed.hooks.calls.length, { timeout: 40_000 }).toBe(LEADS);
  }
  expect(new Set(bed.mail.mails.map(({ messageId }) => messageId)).size).toBe(LEADS);
  expect(new Set(bed.hooks.calls.map(({ headers }) => headers["webhook-id"])).size).toBe(LEADS);
  expect([bed.mail.mails.length, bed.hooks.calls.length]).toEqual([LEADS, LEADS]);
});
