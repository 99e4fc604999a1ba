import type { Submission } from "@pointsman/contracts/lead";

import type { MicroBatcher } from "./micro-batcher.ts";
import type { SubmissionResult } from "./submission-result.ts";

/** The one way by which new leads reach the database. */
export type SubmissionBatcher = MicroBatcher<Submission, SubmissionResult>;
