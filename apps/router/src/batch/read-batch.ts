import type { Submission } from "@pointsman/contracts/lead";
import { foldEmail } from "@pointsman/router-core/matching/fold-email";
import { exactQuery, toExactCandidates, type ExactCandidate } from "@pointsman/store/accounts/find-account-candidates";
import type { Tx } from "@pointsman/store/connect";
import { lockEmails } from "@pointsman/store/leads/lock-emails";
import { readBackgrounds, toBackground, type Background } from "@pointsman/store/leads/read-backgrounds";
import { lockOrgState } from "@pointsman/store/organisation/read-org-state";
import { keepPlans } from "@pointsman/store/prepared";
import { runTogether } from "@pointsman/store/run-together";

import type { DirectoryCache, RoutingDirectory } from "../routing/directory-cache.ts";
import { toAskingLead, type AskingLead } from "../routing/match-accounts.ts";

const MINUTE_MS = 60_000;

/** A submission with what is on file of it. */
export interface BatchEntry extends AskingLead {
  readonly background: Background;
  readonly exact: readonly ExactCandidate[];
}

/** A batch with all that is on file of its leads. */
export interface ReadBatch {
  /** Stays true until the transaction ends. */
  readonly directory: RoutingDirectory;
  /** Some leads on file wait for a place, and come before new ones. */
  readonly leadsWait: boolean;
  /** One a submission, in order. */
  readonly entries: readonly BatchEntry[];
}

/**
 * Takes the locks that batches of other leads share or never meet at (the organisation, the people of the batch), and
 * reads all that needs no lock of pools, the accounts too: in one round trip, as long as the organisation is the one that is
 * known.
 */
export async function readBatch(
  tx: Tx,
  directories: DirectoryCache,
  submissions: readonly Submission[],
): Promise<ReadBatch> {
  const asking = submissions.map(toAskingLead);
  const asked = asking.map(({ submission, query: { mailbox } }) => ({ submission, mailbox }));
  const known = directories.latest;
  const [, , , rows, candidates] = await runTogether(tx, [
    keepPlans(),
    lockOrgState("share"),
    lockEmails(asked.map(({ mailbox }) => mailbox)),
    readBackgrounds(asked, windowMsOf(known)),
    exactQuery(asking.map(({ query }) => query)),
  ]);
  const exactOf = toExactCandidates(candidates);
  const toBatch = (directory: RoutingDirectory, read: typeof rows): ReadBatch => ({
    directory,
    leadsWait: read.some((row) => row.leadsWait),
    entries: read.flatMap((row, position): readonly BatchEntry[] => {
      const lead = asking[position];
      return lead === undefined ? [] : [{ ...lead, background: toBackground(row), exact: exactOf(position) }];
    }),
  });
  if (known !== null && rows[0]?.revision === known.revision) return toBatch(known, rows);
  const directory = await directories.read(tx, "share");
  // The window for duplicates may be another than that of the rules before.
  const again = await readBackgrounds(asked, windowMsOf(directory)).execute(tx);
  return toBatch(directory, again.rows);
}

/** How far apart two leads of one person may be for the second to join the first. */
function windowMsOf(directory: RoutingDirectory | null): number {
  return (directory?.ruleSet?.body.duplicateWindowMinutes ?? 0) * MINUTE_MS;
}

/** What is on file of one lead, for a transaction that holds the organisation already. */
export async function readBackground(tx: Tx, directory: RoutingDirectory, submission: Submission): Promise<Background> {
  const mailbox = foldEmail(submission.lead.email);
  const [, [row]] = await runTogether(tx, [
    lockEmails([mailbox]),
    readBackgrounds([{ submission, mailbox }], windowMsOf(directory)),
  ]);
  if (row === undefined) throw new Error(`Nothing was read of lead ${submission.leadId}`);
  return toBackground(row);
}
