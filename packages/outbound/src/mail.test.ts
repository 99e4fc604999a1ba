import { startMailSink } from "@pointsman/testkit/mail-sink";
import { expect, test } from "vitest";

import { createMailer, type Mail } from "./mail.ts";

const MAIL: Mail = {
  id: "msg_1",
  to: { name: "Jordan K.", address: "jordan.k@example.com" },
  message: { subject: "New lead: Ünïcode & Söhne", body: 'E-mail: a@b.example\n\nNote: <b>bold</b> & "more"' },
  thread: "lead_1",
};

async function open() {
  const sink = await startMailSink();
  const mailer = createMailer({ url: sink.url, from: "Pointsman <leads@example.com>", timeoutMs: 2_000 });
  return {
    sink,
    mailer,
    [Symbol.asyncDispose]: async () => {
      mailer.close();
      await sink[Symbol.asyncDispose]();
    },
  };
}

test("a mail arrives as text and as HTML, with a stable id and what mail programs sort by", async () => {
  await using bed = await open();
  expect(await bed.mailer.send(MAIL)).toEqual({ result: "delivered", status: 250, error: null, pauseMs: null });
  const [mail] = bed.sink.mails;
  expect(mail).toMatchObject({
    to: "jordan.k@example.com",
    subject: "New lead: Ünïcode & Söhne",
    text: 'E-mail: a@b.example\n\nNote: <b>bold</b> & "more"',
    messageId: "<msg_1@example.com>",
  });
  expect(mail?.html).toContain("<p>Note: &lt;b&gt;bold&lt;/b&gt; &amp; &quot;more&quot;</p>");
  expect(mail?.headers.get("list-id")).toContain("<leads.example.com>");
  expect(mail?.headers.get("references")).toBe("<lead_1@example.com>");
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
});

test.each([
  ["subject", { message: { subject: "Hi\r\nBcc: thief@evil.example\r\n\r\nhello", body: "x" } }],
  ["name", { to: { name: "Ann\r\nBcc: thief@evil.example", address: "ann@example.com" } }],
  ["name with an address", { to: { name: 'x" <thief@evil.example>, "', address: "ann@example.com" } }],
  ["id", { id: "a>\r\nBcc: thief@evil.example\r\nX: <b" }],
  ["thread", { thread: "a>\r\nBcc: thief@evil.example\r\nX: <b" }],
  ["body", { message: { subject: "x", body: "\r\n.\r\nMAIL FROM:<thief@evil.example>\r\n" } }],
] as const)("nothing in its %s becomes a header, a receiver or a command", async (_, change) => {
  await using bed = await open();
  const mail: Mail = { ...MAIL, ...change };
  expect(await bed.mailer.send(mail)).toMatchObject({ result: "delivered" });
  expect(bed.sink.mails).toHaveLength(1);
  const [received] = bed.sink.mails;
  expect(received?.to).toBe(mail.to.address);
  expect([...(received?.headers.keys() ?? [])].toSorted()).toEqual([
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "list-id",
    "message-id",
    "mime-version",
    "references",
    "subject",
    "to",
  ]);
});

test.each([
  [550, "refused"],
  [450, "retry"],
])("a server that answers %i means %s, and what it said is not kept", async (status, result) => {
  await using bed = await open();
  bed.sink.refuseWith(status);
  expect(await bed.mailer.send(MAIL)).toEqual({ result, status, error: `EENVELOPE: SMTP ${status}`, pauseMs: null });
  bed.sink.refuseWith(null);
  expect(await bed.mailer.send(MAIL)).toMatchObject({ result: "delivered" });
});

test("a server that is not there may be back", async () => {
  const sink = await startMailSink();
  await sink[Symbol.asyncDispose]();
  const mailer = createMailer({ url: sink.url, from: "leads@example.com", timeoutMs: 2_000 });
  expect(await mailer.send(MAIL)).toMatchObject({ result: "retry", status: null });
  mailer.close();
});
