/** The views that analysts read: `docs/analysts.md` describes them, the analyst's grants name them. */
export const DOCUMENTED_VIEWS = ["lead_v1", "assignment_v1", "event_v1", "daily_v1"] as const;
