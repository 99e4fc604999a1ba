/** The names of the series on a page of metrics, by what it says of their types; a histogram has three, and its own none. */
export function listSeries(page: string): ReadonlySet<string> {
  const names = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = "", type]) =>
    type === "histogram" || type === "summary" ? ["_bucket", "_sum", "_count"].map((part) => name + part) : [name],
  );
  return new Set(names);
}

/** The names of ours and of the process in a PromQL expression. `up` is Prometheus's own. */
export function listUsed(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:pointsman|process|nodejs)_[a-z\d_]+/g)].map(([name]) => name);
}

/** Label matchers of ours in an expression, e.g. `state="parked"`. */
export function listMatchers(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:state|outcome|code|task|result)="[^"]*"/g)].map(([matcher]) => matcher);
}
