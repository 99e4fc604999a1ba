import type { Decision, StageFinding, TraceStep } from "@pointsman/contracts/decision";

const DECISIVE: ReadonlySet<StageFinding> = new Set(["chosen", "held", "parked", "not_qualified"]);

/** The step of the trace that made the outcome; undefined where no rule did: by hand, or a duplicate. */
export function decisiveStep({ trace }: Decision): TraceStep | undefined {
  return trace.steps.findLast(({ finding }) => DECISIVE.has(finding));
}

/** A derived fact as text, for columns and events. */
export function derivedText({ trace }: Decision, fact: string): string | null {
  const value = trace.derived[fact] ?? null;
  return typeof value === "string" ? value : null;
}
