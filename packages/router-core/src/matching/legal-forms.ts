import { toWords } from "./to-words.ts";

/** Legal forms as they end a company's name, folded: lower case, no accents, no dots. Several in a row are all taken off. */
const ENDINGS: ReadonlySet<string> = new Set(
  toWords(`
  inc incorporated corp corporation co company ltd limited llc llp lllp lp plc pllc pc cic
  gmbh ggmbh mbh ag kg kgaa ohg gbr ug eg ek ev haftungsbeschrankt
  se sa sas sasu sarl eurl sci snc sca scop sprl srl srls spa sapa sl slu sll sau scs
  bv nv cv vof bvba cvba
  ab hb kb as asa ans aps is oy oyj ehf hf sf
  ltda eireli sapi sab
  kk gk yk pty pte pvt sdn bhd tbk
  doo dd ad ead eood ood sro spzoo kft zrt nyrt rt uab sia ou
  ooo oao zao pao ооо оао зао пао ао ип тов ат тоо
  επε αε ιδιωτικη бв вод
  jsc pjsc ojsc cjsc fzco fze fzc wll saog saoc
  kabushikigaisha
`),
);

/** Legal forms of several words, as their dots and blanks leave them. */
const ENDING_PHRASES: readonly (readonly string[])[] = [
  "s a",
  "s l",
  "s r l",
  "s p a",
  "sa rl",
  "s a r l",
  "b v",
  "n v",
  "a g",
  "a s",
  "k k",
  "sp z oo",
  "sp z o o",
  "sp zoo",
  "sp k",
  "sp j",
  "d o o",
  "s r o",
  "spol s ro",
  "spol sro",
  "private limited",
  "proprietary limited",
  "public limited",
  "private",
  "sa de cv",
  "s de rl de cv",
  "s de rl",
  "de cv",
  "de rl",
  "ltd sti",
  "anonim sirketi",
  "limited sirketi",
  "kabushiki kaisha",
  "godo kaisha",
  "yugen kaisha",
  "aktiengesellschaft",
  "aktiebolag",
  "societe anonyme",
  "sociedad anonima",
  "sociedade anonima",
  "besloten vennootschap",
  "gesellschaft mit beschrankter haftung",
  "в г",
].map((phrase) => toWords(phrase));

const PHRASES_BY_LAST = Map.groupBy(ENDING_PHRASES, (phrase) => phrase.at(-1));

/** Legal forms that open a name: PT Telkom, AB Volvo, ООО Ромашка. */
const OPENINGS: ReadonlySet<string> = new Set(
  toWords("pt ab ooo oao zao pao ооо оао зао пао ао ип тов ат тоо uab sia ou smt cv kk"),
);

/** Written without blanks, before or behind the name. Compatibility forms (㈱, ㈜) are unfolded by NFKC before. */
const EAST_ASIAN =
  /株式会社|有限会社|合同会社|合資会社|一般社団法人|股份有限公司|有限责任公司|有限責任公司|有限公司|株式會社|주식회사|유한회사|유한책임회사|\((?:株|有|同|주|유)\)/gu;

/** Takes East Asian legal forms out of a folded name. */
export function dropEastAsianForms(name: string): string {
  return name.replace(EAST_ASIAN, " ");
}

/** The words without the legal forms at either end; at least one word stays, whatever it is. */
export function dropLegalForms(words: readonly string[]): readonly string[] {
  const ended = dropEndings(words);
  const [first] = ended;
  return first !== undefined && ended.length > 1 && OPENINGS.has(first) ? ended.slice(1) : ended;
}

function dropEndings(words: readonly string[]): readonly string[] {
  let rest = words;
  for (;;) {
    const count = countEnding(rest);
    if (count === 0 || count >= rest.length) return rest;
    rest = rest.slice(0, -count);
  }
}

/** How many words at the end are one legal form. */
function countEnding(words: readonly string[]): number {
  const last = words.at(-1) ?? "";
  const phrase = PHRASES_BY_LAST.get(last)?.find(
    (form) => form.length < words.length && form.every((word, index) => words.at(index - form.length) === word),
  );
  if (phrase !== undefined) return phrase.length;
  return ENDINGS.has(last) ? 1 : 0;
}
