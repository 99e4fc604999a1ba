import { isWithin } from "./finding.ts";

type Where = Readonly<Record<string, string>>;

/** What was found in at least this share of the parts of a place that were looked at is of the whole place. */
const MOST = 0.8;

/** Places that have one cause are one: everywhere, or all that share one value, and then the first found stands for them. */
export function mergePlaces<Found extends { readonly where: Where }>(
  found: readonly Found[],
  tested: readonly Where[],
): readonly Found[] {
  const shared = found.flatMap(({ where }) => Object.entries(where).map(([name, value]) => ({ [name]: value })));
  for (const where of [{}, ...shared]) {
    const inside = found.filter((one) => isWithin(one.where, where));
    const [first] = inside;
    const all = tested.filter((one) => isWithin(one, where)).length;
    if (first === undefined || inside.length < 2 || inside.length < MOST * all) continue;
    const others = found.filter((one) => !inside.includes(one));
    return [{ ...first, where }, ...mergePlaces(others, tested)];
  }
  return found;
}
