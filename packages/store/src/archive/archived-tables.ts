/** What hangs on a lead, in the order in which references allow it to go; the lead itself goes last. */
export const LEAD_PARTS = [
  "reroute",
  "rejection",
  "conversion",
  "disqualification",
  "lead_failure",
  "assignment",
  "notification",
  "decision",
] as const;

/** Tables whose rows move to a table of the same name and `_archive`. Each has a view `all_<name>` of both. */
export const ARCHIVED_TABLES = [...LEAD_PARTS, "lead", "outbox", "outbox_batch"] as const;
export type ArchivedTable = (typeof ARCHIVED_TABLES)[number];

/** Those whose archive is parted by month. */
export type MonthlyTable = Exclude<ArchivedTable, "lead">;
