/** Leads of a finding, counted by cell (e.g. territory, tier and day), so that two findings can be laid over each other. */
export type LeadsByCell = ReadonlyMap<string, number>;

/** Above this share of common leads two findings are one. */
const SAME = 0.6;

/** Groups findings that speak of the same leads: by index, each group and the groups by their first. */
export function mergeFindings(findings: readonly LeadsByCell[]): readonly (readonly number[])[] {
  const groupOf = findings.map((_, index) => index);
  const sizes = findings.map((leads) => [...leads.values()].reduce((sum, count) => sum + count, 0));
  for (let one = 0; one < findings.length; one++) {
    for (let other = one + 1; other < findings.length; other++) {
      const shared = countShared(findings[one] ?? new Map(), findings[other] ?? new Map());
      if (shared <= SAME * Math.min(sizes[one] ?? 0, sizes[other] ?? 0)) continue;
      const [from, to] = [groupOf[other], groupOf[one]];
      groupOf.forEach((group, index) => {
        if (group === from && to !== undefined) groupOf[index] = to;
      });
    }
  }
  const groups = Map.groupBy(groupOf.keys(), (index) => groupOf[index]);
  return [...groups.values()];
}

function countShared(one: LeadsByCell, other: LeadsByCell): number {
  let shared = 0;
  for (const [cell, count] of one) shared += Math.min(count, other.get(cell) ?? 0);
  return shared;
}
