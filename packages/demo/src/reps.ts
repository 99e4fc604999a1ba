import type { RepId } from "@pointsman/contracts/id";
import type { Rep, RepRole, TimeOff } from "@pointsman/contracts/organisation";
import { toTimestamp } from "@pointsman/contracts/primitive";
import type { z } from "zod";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What differs from rep to rep; e-mail, team and (unless it is named here) time zone follow from the team. */
interface RepRow {
  readonly id: RepId;
  readonly name: string;
  readonly role: RepRole;
  /** Open leads that make a full queue. 40–80, so that the 500 sample leads fit without anybody at his hard cap. */
  readonly capacity: number;
  readonly skills?: readonly string[];
  readonly backup?: RepId;
  readonly rampPct?: number;
  readonly status?: "departed";
  readonly timeZone?: string;
}

// The backups of West make the chain Jordan K. → Sarah L. → Nina P., who has none: one long enough to be followed, with an end.
const WEST: readonly RepRow[] = [
  { id: "rep_jordan-k", name: "Jordan K.", role: "ae", capacity: 60, skills: ["revops"], backup: "rep_sarah-l" },
  { id: "rep_sarah-l", name: "Sarah L.", role: "ae", capacity: 50, skills: ["fintech"], backup: "rep_nina-p" },
  { id: "rep_nina-p", name: "Nina P.", role: "ae", capacity: 50, skills: ["healthcare"] },
  { id: "rep_diego-r", name: "Diego R.", role: "ae", capacity: 60, skills: ["manufacturing"], backup: "rep_lucia-f" },
  { id: "rep_lucia-f", name: "Lucía F.", role: "ae", capacity: 60, skills: ["retail"], backup: "rep_kai-n" },
  { id: "rep_kai-n", name: "Kai N.", role: "sdr", capacity: 80 },
];

const CENTRAL: readonly RepRow[] = [
  { id: "rep_marcus-t", name: "Marcus T.", role: "ae", capacity: 60, skills: ["logistics"], backup: "rep_hannah-b" },
  { id: "rep_hannah-b", name: "Hannah B.", role: "ae", capacity: 60, skills: ["healthcare"], backup: "rep_omar-d" },
  { id: "rep_omar-d", name: "Omar D.", role: "ae", capacity: 60, skills: ["software"], rampPct: 50 },
  // Left in the middle of the year; accounts that were lost under Dana's name still say so.
  { id: "rep_dana-p", name: "Dana P.", role: "ae", capacity: 60, skills: ["revops"], status: "departed" },
];

const EAST: readonly RepRow[] = [
  { id: "rep_will-c", name: "Will C.", role: "ae", capacity: 50, skills: ["fintech"], backup: "rep_aisha-m" },
  { id: "rep_aisha-m", name: "Aisha M.", role: "ae", capacity: 60, skills: ["public-sector"], backup: "rep_ben-s" },
  { id: "rep_ben-s", name: "Ben S.", role: "ae", capacity: 60, skills: ["revops", "software"] },
  { id: "rep_chloe-v", name: "Chloe V.", role: "sdr", capacity: 80, rampPct: 25 },
];

const CANADA: readonly RepRow[] = [
  { id: "rep_noah-g", name: "Noah G.", role: "ae", capacity: 60, skills: ["manufacturing"], backup: "rep_emilie-t" },
  { id: "rep_emilie-t", name: "Émilie T.", role: "ae", capacity: 60, skills: ["revops", "healthcare"] },
];

const UK_IRELAND: readonly RepRow[] = [
  // No backup on purpose: while Oliver is away, leads of the accounts he owns are held for him.
  { id: "rep_oliver-j", name: "Oliver J.", role: "ae", capacity: 60, skills: ["fintech"] },
  {
    id: "rep_fiona-d",
    name: "Fiona D.",
    role: "ae",
    capacity: 60,
    skills: ["public-sector"],
    timeZone: "Europe/Dublin",
  },
  { id: "rep_raj-p", name: "Raj P.", role: "sdr", capacity: 80, backup: "rep_fiona-d" },
];

const DACH: readonly RepRow[] = [
  { id: "rep_lukas-w", name: "Lukas W.", role: "ae", capacity: 80, skills: ["manufacturing"], backup: "rep_stefan-m" },
  { id: "rep_katharina-b", name: "Katharina B.", role: "ae", capacity: 60, skills: ["revops"], backup: "rep_lukas-w" },
  {
    id: "rep_stefan-m",
    name: "Stefan M.",
    role: "ae",
    capacity: 60,
    skills: ["healthcare"],
    timeZone: "Europe/Zurich",
  },
];

const NORDICS: readonly RepRow[] = [
  { id: "rep_astrid-n", name: "Astrid N.", role: "ae", capacity: 60, skills: ["software"], backup: "rep_mikael-l" },
  {
    id: "rep_mikael-l",
    name: "Mikael L.",
    role: "ae",
    capacity: 60,
    skills: ["logistics"],
    timeZone: "Europe/Helsinki",
  },
];

const APAC: readonly RepRow[] = [
  { id: "rep_wei-l", name: "Wei L.", role: "ae", capacity: 60, skills: ["fintech"], backup: "rep_liam-o" },
  { id: "rep_yuki-t", name: "Yuki T.", role: "ae", capacity: 50, skills: ["manufacturing"], timeZone: "Asia/Tokyo" },
  { id: "rep_liam-o", name: "Liam O.", role: "ae", capacity: 60, skills: ["retail"], timeZone: "Australia/Sydney" },
];

const CUSTOMER_SUCCESS: readonly RepRow[] = [
  { id: "rep_maya-j", name: "Maya J.", role: "csm", capacity: 60 },
  { id: "rep_sarah-k", name: "Sarah K.", role: "csm", capacity: 60, timeZone: "Europe/Paris" },
  { id: "rep_hiro-s", name: "Hiro S.", role: "csm", capacity: 60, timeZone: "Asia/Singapore" },
];

const PARTNERS: readonly RepRow[] = [
  { id: "rep_isabel-q", name: "Isabel Q.", role: "partner_manager", capacity: 60, backup: "rep_pierre-d" },
  { id: "rep_pierre-d", name: "Pierre D.", role: "partner_manager", capacity: 60, timeZone: "Europe/Paris" },
];

// Managers stand in no pool: they own queues, where they are told of what nobody could take.
const MANAGEMENT: readonly RepRow[] = [
  { id: "rep_elena-r", name: "Elena R.", role: "manager", capacity: 40 },
  { id: "rep_tom-h", name: "Tom H.", role: "manager", capacity: 40, timeZone: "Europe/London" },
];

// Time zones are those of the office; whoever sits elsewhere says so in his row.
const TEAMS: readonly { readonly team: string; readonly timeZone: string; readonly rows: readonly RepRow[] }[] = [
  { team: "west", timeZone: "America/Los_Angeles", rows: WEST },
  { team: "central", timeZone: "America/Chicago", rows: CENTRAL },
  { team: "east", timeZone: "America/New_York", rows: EAST },
  { team: "canada", timeZone: "America/Toronto", rows: CANADA },
  { team: "uk-ireland", timeZone: "Europe/London", rows: UK_IRELAND },
  { team: "dach", timeZone: "Europe/Berlin", rows: DACH },
  { team: "nordics", timeZone: "Europe/Stockholm", rows: NORDICS },
  { team: "apac", timeZone: "Asia/Singapore", rows: APAC },
  { team: "customer-success", timeZone: "America/Chicago", rows: CUSTOMER_SUCCESS },
  { team: "partners", timeZone: "America/New_York", rows: PARTNERS },
  { team: "management", timeZone: "America/New_York", rows: MANAGEMENT },
];

/** The people of the demo organisation: 33 at work and one who left. Time off is relative to the day of `nowMs`. */
export function buildReps(nowMs: number): readonly z.input<typeof Rep>[] {
  const timeOff = planTimeOff(nowMs);
  return TEAMS.flatMap(({ team, timeZone, rows }) =>
    rows.map(({ backup, ...row }) => ({
      team,
      timeZone,
      ...row,
      email: `${row.id.slice("rep_".length).replace("-", ".")}@pointsman-demo.example`,
      backupRepId: backup ?? null,
      timeOff: timeOff[row.id] ?? [],
    })),
  );
}

/** Two reps are away now, Oliver J. for less than three days and Hannah B. for two weeks; Wei L. will be next week. */
function planTimeOff(nowMs: number): Readonly<Partial<Record<RepId, readonly TimeOff[]>>> {
  const todayMs = nowMs - (nowMs % DAY_MS);
  const pto = (fromMs: number, untilMs: number): readonly TimeOff[] => [
    { kind: "pto", from: toTimestamp(todayMs + fromMs), until: toTimestamp(todayMs + untilMs) },
  ];
  return {
    "rep_oliver-j": pto(0, 2 * DAY_MS + 8 * HOUR_MS),
    "rep_hannah-b": pto(-4 * DAY_MS, 10 * DAY_MS),
    "rep_wei-l": pto(7 * DAY_MS, 12 * DAY_MS),
  };
}
