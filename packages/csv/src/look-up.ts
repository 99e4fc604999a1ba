import type { Lookups, Read } from "./cell.ts";

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** Finds reps and pools by e-mail address, by name without regard to case, and by an id without its prefix. */
export function createLookups(known: { readonly reps: readonly Named[]; readonly pools: readonly Named[] }): Lookups {
  return {
    rep: lookUp("rep", known.reps, "the id, e-mail address or name"),
    pool: lookUp("pool", known.pools, "the id or name"),
  };
}

function lookUp(kind: string, known: readonly Named[], by: string): (text: string) => Read {
  const index = new Map<string, Set<string>>();
  for (const { id, name, email } of known) {
    for (const key of [id.slice(kind.length + 1), name, email]) {
      if (key !== undefined) index.set(fold(key), (index.get(fold(key)) ?? new Set()).add(id));
    }
  }
  return (text) => {
    const [id, other] = index.get(fold(text)) ?? [];
    const expected = `${by} of a ${kind} on file`;
    if (id === undefined) return { problem: `no ${kind} is known as "${text}"`, expected };
    if (other !== undefined)
      return { problem: `"${text}" is more than one ${kind}: ${id}, ${other}`, expected: `the id of one of them` };
    return { value: id };
  };
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
