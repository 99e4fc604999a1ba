import type { Submission } from "@pointsman/contracts/lead";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import type { Tx } from "@pointsman/store/connect";
import { lockEmails } from "@pointsman/store/leads/lock-emails";
import { readBackgrounds, toBackground, type Background } from "@pointsman/store/leads/read-backgrounds";
import { lockOrgState } from "@pointsman/store/organisation/read-org-state";
import { runTogether } from "@pointsman/store/run-together";

import type { DirectoryCache, RoutingDirectory } from "../routing/directory-cache.ts";

const MINUTE_MS = 60_000;

/** A batch with all that is on file of its leads. */
export interface ReadBatch {
  /** Stays true until the transaction ends. */
  readonly directory: RoutingDirectory;
  /** Some leads on file wait for a place, and come before new ones. */
  readonly leadsWait: boolean;
  /** One a submission, in order. */
  readonly backgrounds: readonly Background[];
}

/**
 * Takes the locks that batches of other leads share or never meet at (the organisation, the people of the batch), and
 * reads all that needs no lock of pools: in one round trip, as long as the organisation is the one that is known.
 */
export async function readBatch(
  tx: Tx,
  directories: DirectoryCache,
  submissions: readonly Submission[],
): Promise<ReadBatch> {
  const asked = submissions.map((submission) => ({ submission, mailbox: foldEmail(submission.lead.email) }));
  const known = directories.latest;
  const [, , rows] = await runTogether(tx, [
    lockOrgState("share"),
    lockEmails(asked.map(({ mailbox }) => mailbox)),
    readBackgrounds(asked, windowMsOf(known)),
  ]);
  const [first] = rows;
  if (known !== null && first?.revision === known.revision) {
    return { directory: known, leadsWait: first.leadsWait, backgrounds: rows.map(toBackground) };
  }
  const directory = await directories.read(tx, "share");
  // The window for duplicates may be another than that of the rules before.
  const again = await readBackgrounds(asked, windowMsOf(directory)).execute(tx);
  const leadsWait = again.rows.some((row) => row.leadsWait);
  return { directory, leadsWait, backgrounds: again.rows.map(toBackground) };
}

/** How far apart two leads of one person may be for the second to join the first. */
function windowMsOf(directory: RoutingDirectory | null): number {
  return (directory?.ruleSet?.body.duplicateWindowMinutes ?? 0) * MINUTE_MS;
}

/** The same of one lead, for a transaction that holds the organisation already. */
export async function readBackground(tx: Tx, directory: RoutingDirectory, submission: Submission): Promise<Background> {
  const mailbox = foldEmail(submission.lead.email);
  const [, [row]] = await runTogether(tx, [
    lockEmails([mailbox]),
    readBackgrounds([{ submission, mailbox }], windowMsOf(directory)),
  ]);
  if (row === undefined) throw new Error(`Nothing was read of lead ${submission.leadId}`);
  return toBackground(row);
}
