import type { KnownAvailability } from "@pointsman/contracts/availability";
import type { Rep } from "@pointsman/contracts/organisation";

/**
 * The rep with all that is known of when he is there. Out of office by his calendar is time off: his backup gets the lead,
 * or it is held until he is back, as by any other. What does not count by `busyCounts` stays away.
 */
export function withAvailability(rep: Rep, known: KnownAvailability): Rep {
  const timeOff = known.timeOff.get(rep.id) ?? [];
  const blocks = known.blocks.get(rep.id) ?? [];
  const counts = rep.busyCounts.includes("out_of_office");
  const away = blocks.filter(({ kind }) => kind === "out_of_office" && counts);
  const busy = blocks.filter(({ kind }) => kind !== "out_of_office");
  return {
    ...rep,
    longBusyMinutes: rep.longBusyMinutes ?? known.longBusyMinutes,
    timeOff: [...rep.timeOff, ...timeOff, ...away.map((block) => ({ ...block, kind: "pto" }) as const)],
    busy: [...rep.busy, ...busy],
  };
}
