import type { Random } from "./random.ts";
import { toWords } from "./to-words.ts";

/** The first and last name of somebody who does not exist. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
}

const FIRST_NAMES = toWords(`
  Aaliyah Alexander Amara Andrew Anika Bianca Callum Carmen Daniel Deepa Elliot
  Emma Farah Felix Grace Hannes Ines Jamal Joanna Kenji Laura Luca Mei Nadia
  Niklas Olivia Paul Priya Quentin Rachel Ravi Sofia Tariq Theo Ursula Victor
  Wendy Xavier Yasmin Zachary
`);

const LAST_NAMES = toWords(`
  Abbott Adeyemi Bauer Bennett Castillo Chen Dalton Eriksen Fischer Gallagher
  Hansen Iyer Jensen Kowalski Lindqvist Marsh Nakamura Okafor Patel Quinn Rossi
  Schneider Tanaka Underhill Vasquez Whitaker Yamada Zimmer
`);

/** Names that break what was built for ASCII: accents, apostrophes, emoji, right-to-left and scripts without case. */
const UNUSUAL_PEOPLE: readonly Person[] = [
  { firstName: "Zoë", lastName: "Brontë-Ashdown" },
  { firstName: "José Ángel", lastName: "Núñez Ibáñez" },
  { firstName: "Łukasz", lastName: "Żółtowski" },
  { firstName: "Søren", lastName: "Ørsted-Bæk" },
  { firstName: "Sinéad", lastName: "O'Dálaigh" },
  { firstName: "Nguyễn Thị", lastName: "Ánh" },
  { firstName: "Renée 🌟", lastName: "Laurent" },
  { firstName: "Dee 🚀", lastName: "Whitlock" },
  { firstName: "محمد", lastName: "العربي" },
  { firstName: "נועה", lastName: "שדה" },
  { firstName: "思远", lastName: "陈" },
  { firstName: "さくら", lastName: "小山" },
  { firstName: "Αλέξης", lastName: "Παππάς" },
  { firstName: "Ірина", lastName: "Шевчук" },
  { firstName: "Ayşe Gül", lastName: "Öztürk" },
  { firstName: 'Robert "Bob"', lastName: "d'Arcy-Smythe III" },
];

/** Somebody with a name as forms expect it. */
export function drawPerson(random: Random): Person {
  return { firstName: random.pick(FIRST_NAMES), lastName: random.pick(LAST_NAMES) };
}

/** Somebody with a name as forms often do not expect it. */
export function drawUnusualPerson(random: Random): Person {
  return random.pick(UNUSUAL_PEOPLE);
}

/** `Zoë Brontë-Ashdown` → `zoe.bronteashdown`; a name without Latin letters → `contact`. */
export function toMailbox({ firstName, lastName }: Person): string {
  const [first, last] = [firstName, lastName].map((name) =>
    name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z]/g, ""),
  );
  return [first, last].filter(Boolean).join(".") || "contact";
}
