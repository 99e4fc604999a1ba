import { createTransport } from "nodemailer";

import type { AttemptResult } from "./attempt-result.ts";
import { toHtml } from "./mail-html.ts";
import type { Message } from "./message.ts";

export interface MailServer {
  /** `smtp://user:password@host:587`, or `smtps://`. */
  readonly url: string;
  /** As it stands in the header: `Pointsman <leads@example.com>`. */
  readonly from: string;
  readonly timeoutMs: number;
}

export interface Mail {
  /** Stable: the left part of the Message-ID, the right one being the sender's domain. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly message: Message;
  /** What mail programs group by; null: stands alone. */
  readonly thread: string | null;
}

export interface Mailer {
  /** Hands a mail to the server. Never throws. */
  readonly send: (mail: Mail) => Promise<AttemptResult>;
  readonly close: () => void;
}

/** Mails sent at once: connections that the pool keeps open. */
export const MAX_CONNECTIONS = 5;

export function createMailer({ url, from, timeoutMs }: MailServer): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: MAX_CONNECTIONS,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing of a message may name a file or a URL to be put in.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
  return {
    send: async ({ id, to, message, thread }) => {
      const references = thread === null ? {} : { references: `<${toToken(thread)}@${domain}>` };
      try {
        await transport.sendMail({
          from,
          to: { name: toLine(to.name), address: to.address },
          subject: toLine(message.subject),
          text: message.body,
          html: toHtml(message),
          messageId: `<${toToken(id)}@${domain}>`,
          ...references,
          headers: {
            "Auto-Submitted": "auto-generated",
            "List-Id": `Pointsman lead notifications <leads.${domain}>`,
          },
        });
        return { result: "delivered", status: 250, error: null, pauseMs: null };
      } catch (error) {
        return toFailure(error);
      }
    },
    close: () => transport.close(),
  };
}

/** A server that refuses this mail for good (5xx) will refuse it again; what it says may repeat the address. */
function toFailure(error: unknown): AttemptResult {
  const { code, responseCode } = (error instanceof Error ? error : {}) as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === "number" ? responseCode : null;
  const name = typeof code === "string" ? code : "ERROR";
  const isRefused = status !== null && status >= 500 && (name === "EENVELOPE" || name === "EMESSAGE");
  const text = status === null ? name : `${name}: SMTP ${status}`;
  return { result: isRefused ? "refused" : "retry", status, error: text, pauseMs: null };
}

/** One line: no header begins within another. */
function toLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/ {2,}/g, " ")
    .trim();
}

function toToken(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, "_");
}
