import type { EndpointId } from "@pointsman/contracts/id";
import {
  URGENT_KINDS,
  type NotificationKind,
  type NotificationPreferences,
  type PersonChannel,
} from "@pointsman/contracts/notification";
import type { Rep } from "@pointsman/contracts/organisation";
import { toTimestamp, type Timestamp } from "@pointsman/contracts/primitive";
import { hoursPhaseAt } from "@pointsman/router-core/eligibility/working-hours";

/** While he is away nobody is told these one by one: the digest has them when he is back. */
const IN_DIGEST: ReadonlySet<NotificationKind> = new Set(["held_for", "backed_up"]);

const URGENT: ReadonlySet<NotificationKind> = new Set(URGENT_KINDS);

/** Quiet hours that never end still do. */
const MAX_QUIET_MS = 7 * 24 * 3_600_000;

/** How a rep is told something, and not before when. */
export interface Way {
  /** Null: by e-mail. */
  readonly endpointId: EndpointId | null;
  readonly notBefore: Timestamp;
}

/** What there is to tell somebody by. */
export interface Outlets {
  readonly mails: boolean;
  /** Those that may be called. */
  readonly endpoints: ReadonlySet<EndpointId>;
}

/** The ways by which this rep is told of this: as he chose, or by e-mail; by e-mail too where his Slack endpoint is disabled. */
export function chooseWays(
  kind: NotificationKind,
  { rep, preferences }: { readonly rep: Rep; readonly preferences: NotificationPreferences | undefined },
  { outlets, now }: { readonly outlets: Outlets; readonly now: Timestamp },
): readonly Way[] {
  const channels = preferences?.channels[kind] ?? usualChannels(kind);
  const notBefore = URGENT.has(kind) ? now : quietUntil(rep, preferences, now);
  const slack = preferences?.slackEndpointId ?? null;
  const byChannel = channels.map((channel) =>
    channel === "slack" && slack !== null && outlets.endpoints.has(slack) ? slack : null,
  );
  return [...new Set(byChannel)]
    .filter((endpointId) => endpointId !== null || outlets.mails)
    .map((endpointId) => ({ endpointId, notBefore }));
}

function usualChannels(kind: NotificationKind): readonly PersonChannel[] {
  return IN_DIGEST.has(kind) ? [] : ["email"];
}

/** The end of the quiet hours that `now` lies in; `now`: it does not. */
function quietUntil(
  { timeZone }: Rep,
  { quietHours = [] }: Partial<NotificationPreferences> = {},
  now: Timestamp,
): Timestamp {
  const { open, until } = hoursPhaseAt({ timeZone, shifts: quietHours }, now);
  const latest = toTimestamp(Date.parse(now) + MAX_QUIET_MS);
  return open ? ([until, latest].toSorted()[0] ?? now) : now;
}
