import { toKnown } from "../conditions/evaluate.ts";
import { foldText } from "../conditions/fold-text.ts";
import { ClassSetBuilder, type ClassSet } from "./class-set.ts";
import { UNKNOWN_SHAPE, type Column, type ColumnSource, type ColumnWithSets } from "./column.ts";
import { LetterTree } from "./letter-tree.ts";
import { BLANK, isPlain, toLowerCode } from "./plain-letters.ts";
import { testsOf } from "./split-condition.ts";
import { scalarsOf, toTester, type Tester } from "./to-tester.ts";

type Side = "start" | "end";

/** Stands for a text with no beginning that a rule names: not a letter of any script. Blank text would not be known. */
const NOBODYS = "\u{10FFFF}";

const ROOT = 0;
const NOWHERE = -1;
const NO_TEXT = 0;
const NO_AFFIX = 1;
const FIRST_AFFIX = 2;

/**
 * The column of `prefix` tests on a fact, or of `suffix` tests. One class for each beginning that a rule names: a text
 * has exactly those beginnings that its longest named one has. It is found by walking the letters as far as they go.
 * Beginnings of beginnings are numbered just before what goes on from them, so that a `prefix` is a stretch of classes.
 */
class AffixColumn implements Column {
  readonly fact: string;
  readonly classCount: number;
  readonly firstNamed = FIRST_AFFIX;
  readonly #side: Side;
  /** Its numbers are classes. */
  readonly #tree: LetterTree;

  constructor(fact: string, side: Side, { tree, classCount }: Affixes) {
    this.fact = fact;
    this.#side = side;
    this.#tree = tree;
    this.classCount = classCount;
  }

  classOf(value: unknown): number {
    if (typeof value === "string") return this.#classOfText(value);
    return typeof value === "object" && value !== null ? UNKNOWN_SHAPE : NO_TEXT;
  }

  /**
   * Follows plain letters without folding the text first, the first few of them in one step. It starts again with the
   * folded text where a letter is not plain, or the one after it is not: an accent behind a letter makes another of it.
   */
  #classOfText(text: string): number {
    const isStart = this.#side === "start";
    const last = text.length - 1;
    if (last === -1) return NO_TEXT;
    const { leap } = this.#tree;
    let node = ROOT;
    let index = 0;
    if (leap <= last) {
      let letters = 0;
      for (; index < leap; index++) {
        const code = text.charCodeAt(isStart ? index : last - index);
        if (!isPlain(code)) return this.#classOfUnplain(text);
        letters = (letters << 8) | toLowerCode(code);
      }
      node = this.#tree.leapTo(letters);
      if (node === NOWHERE) {
        const mayFold = text.charCodeAt(isStart ? 0 : last) === BLANK || (isStart && !isPlain(text.charCodeAt(leap)));
        return mayFold ? this.#classOfUnplain(text) : NO_AFFIX;
      }
    }
    for (; index <= last; index++) {
      const code = text.charCodeAt(isStart ? index : last - index);
      if (!isPlain(code)) return this.#classOfUnplain(text);
      const next = this.#tree.step(node, toLowerCode(code));
      if (next !== NOWHERE) {
        node = next;
        continue;
      }
      if (isStart && index < last && !isPlain(text.charCodeAt(index + 1))) return this.#classOfUnplain(text);
      break;
    }
    // No text that rules name begins with a blank, so that one before it leads nowhere.
    if (node === ROOT && text.charCodeAt(isStart ? 0 : last) === BLANK) return this.#classOfUnplain(text);
    return this.#tree.numberAt(node);
  }

  #classOfUnplain(text: string): number {
    if (text.trim() === "") return NO_TEXT;
    const folded = foldText(text);
    let node = ROOT;
    for (let index = 0; index < folded.length; index++) {
      const next = this.#tree.step(node, codeAt(folded, index, this.#side));
      if (next === NOWHERE) break;
      node = next;
    }
    return this.#tree.numberAt(node);
  }
}

/** The beginnings that rules name, numbered. */
interface Affixes {
  readonly tree: LetterTree;
  readonly classCount: number;
}

export function buildAffixColumn(side: Side, { fact, entries }: ColumnSource): ColumnWithSets {
  const tree = new LetterTree();
  const prepared = entries.map((conditions) => {
    const all = { all: conditions };
    const texts = new Set(
      testsOf(all)
        .flatMap(scalarsOf)
        .filter((value) => typeof value === "string"),
    );
    return { holds: toTester(all), named: Array.from(texts, (text) => ({ text, node: growTo(tree, text, side) })) };
  });
  const { classOfNode, lastClassOfNode, classCount } = numberNodes(
    tree,
    new Set(prepared.flatMap(({ named }) => named.map(({ node }) => node))),
  );
  tree.finish(shortestOf(prepared.flatMap(({ named }) => named.map(({ text }) => text))), classOfNode);
  const stretchOf = (node: number): Stretch => [classOfNode[node] ?? 0, lastClassOfNode[node] ?? 0];
  return {
    column: new AffixColumn(fact, side, { tree, classCount }),
    sets: prepared.map(({ holds, named }) =>
      toSet(
        holds,
        named.map(({ text, node }) => ({ text, stretch: stretchOf(node) })),
        classCount,
      ),
    ),
  };
}

type Stretch = readonly [first: number, last: number];

function growTo(tree: LetterTree, text: string, side: Side): number {
  const folded = foldText(text);
  let node = ROOT;
  for (let index = 0; index < folded.length; index++) node = tree.grow(node, codeAt(folded, index, side));
  return node;
}

/** Numbers the named nodes, each before those behind it; a node that is not named has the number of the one before it. */
function numberNodes(tree: LetterTree, named: ReadonlySet<number>) {
  const classOfNode = new Int32Array(tree.nodeCount).fill(NO_AFFIX);
  const lastClassOfNode = new Int32Array(tree.nodeCount);
  let classCount = FIRST_AFFIX;
  const pending: { readonly node: number; readonly above: number; readonly isDone: boolean }[] = [
    { node: ROOT, above: NO_AFFIX, isDone: false },
  ];
  for (let last = pending.pop(); last !== undefined; last = pending.pop()) {
    const { node, above, isDone } = last;
    if (isDone) {
      lastClassOfNode[node] = classCount - 1;
      continue;
    }
    const own = named.has(node) && node !== ROOT ? classCount++ : above;
    classOfNode[node] = own;
    pending.push({ node, above, isDone: true });
    for (const child of tree.childrenOf(node)) pending.push({ node: child, above: own, isDone: false });
  }
  return { classOfNode, lastClassOfNode, classCount };
}

/** What holds of a text is said by the longest of the entry's own beginnings that it has. */
function toSet(
  holds: Tester,
  named: readonly { readonly text: string; readonly stretch: Stretch }[],
  classCount: number,
): ClassSet {
  const set = new ClassSetBuilder();
  if (holds(null)) set.add(NO_TEXT, NO_TEXT);
  const open: { readonly last: number; readonly isOn: boolean }[] = [{ last: classCount - 1, isOn: holds(NOBODYS) }];
  let from = NO_AFFIX;
  const goOnTo = (until: number) => {
    for (let inner = open.at(-1); inner !== undefined && from < until; inner = open.at(-1)) {
      const last = Math.min(inner.last, until - 1);
      if (inner.isOn) set.add(from, last);
      from = Math.max(from, last + 1);
      if (inner.last >= until) break;
      open.pop();
    }
  };
  for (const { text, stretch } of named.toSorted((a, b) => a.stretch[0] - b.stretch[0])) {
    goOnTo(stretch[0]);
    while ((open.at(-1)?.last ?? stretch[0]) < stretch[0]) open.pop();
    open.push({ last: stretch[1], isOn: holds(toKnown(text) === null ? NOBODYS : text) });
  }
  goOnTo(classCount);
  return set.finish();
}

/** Letters of the shortest text, folded; blank ones are nobody's beginning. */
function shortestOf(texts: readonly string[]): number {
  const lengths = texts.map((text) => foldText(text).length).filter((length) => length > 0);
  return lengths.reduce((least, length) => Math.min(least, length), Number.MAX_SAFE_INTEGER);
}

function codeAt(text: string, index: number, side: Side): number {
  return text.charCodeAt(side === "start" ? index : text.length - 1 - index);
}
