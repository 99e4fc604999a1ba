import type { AddressInfo, Server } from "node:net";

import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail as the server got it. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
}

/** A real SMTP server on a free port of the loopback, which keeps what it gets. */
export interface MailSink extends AsyncDisposable {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Answers with this status from now on in place of taking mail; null: takes it. */
  readonly refuseWith: (status: number | null) => void;
}

export async function startMailSink(): Promise<MailSink> {
  const mails: ReceivedMail[] = [];
  let refusal: number | null = null;
  const keep = async (raw: string, to: string, done: () => void) => {
    mails.push(await readMail(raw, to));
    done();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo: (_address, _session, done) =>
      done(refusal === null ? null : Object.assign(new Error("No such mailbox"), { responseCode: refusal })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(", ");
        void keep(Buffer.concat(chunks).toString(), to, done);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${portOf(server.server)}`,
    mails,
    refuseWith: (status) => {
      refusal = status;
    },
    [Symbol.asyncDispose]: async () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

async function readMail(raw: string, to: string): Promise<ReceivedMail> {
  const parsed = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
  const headers = parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()] as const);
  return {
    to,
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html === false ? "" : (parsed.html ?? ""),
    messageId: parsed.messageId ?? "",
    headers: new Map(headers),
    raw,
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port; // it listens on a port
}
