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
    readBackgrounds(asked, sinceOf(known, submissions)),
  ]);
  const [first] = rows;
  if (known !== null && first?.revision === known.revision) {
    return { directory: known, backgrounds: rows.map(toBackground) };
  }
  const directory = await directories.read(tx, "share");
  // The window for duplicates may be another than that of the rules before.
  const again = await readBackgrounds(asked, sinceOf(directory, submissions)).execute(tx);
  return { directory, backgrounds: again.rows.map(toBackground) };
}

/** From when on an open lead may be one that a lead of the batch joins. */
function sinceOf(directory: RoutingDirectory | null, submissions: readonly Submission[]): string {
  const windowMs = (directory?.ruleSet?.body.duplicateWindowMinutes ?? 0) * MINUTE_MS;
  return new Date(Math.min(...submissions.map(({ receivedAt }) => Date.parse(receivedAt))) - windowMs).toISOString();
}
