/** Where an anomaly stands: opened by a scan, perhaps acknowledged by somebody, closed by a scan, or merged into another. */
export type AnomalyState =
  | { readonly state: "opened"; readonly at: string }
  | { readonly state: "acknowledged"; readonly at: string; readonly by: string }
  | { readonly state: "merged"; readonly at: string; readonly into: string }
  | { readonly state: "closed"; readonly at: string };

export type AnomalyStep =
  | { readonly step: "acknowledge"; readonly at: string; readonly by: string }
  | { readonly step: "merge"; readonly at: string; readonly into: string }
  | { readonly step: "close"; readonly at: string };

/** The next state; null: the step does not apply, and nothing changes. Closed and merged are final: what comes back is new. */
export function advance(before: AnomalyState, step: AnomalyStep): AnomalyState | null {
  if (before.state === "merged" || before.state === "closed") return null;
  switch (step.step) {
    case "acknowledge":
      return before.state === "acknowledged" ? null : { state: "acknowledged", at: step.at, by: step.by };
    case "merge":
      return { state: "merged", at: step.at, into: step.into };
    case "close":
      return { state: "closed", at: step.at };
  }
}
