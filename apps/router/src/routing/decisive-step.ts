import type { Decision, TraceStep } from "@pointsman/contracts/decision";

/** The step of the trace that made the outcome; undefined where no rule did: by hand, or a duplicate. */
export function decisiveStep({ trace }: Decision): TraceStep | undefined {
  return trace.steps.findLast(({ finding }) => finding === "chosen" || finding === "held" || finding === "parked");
}

/** A derived fact as text, for columns and events. */
export function derivedText({ trace }: Decision, fact: string): string | null {
  const value = trace.derived[fact] ?? null;
  return typeof value === "string" ? value : null;
}
