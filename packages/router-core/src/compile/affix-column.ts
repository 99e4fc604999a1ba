import { toKnown } from "../conditions/evaluate.ts";
import { foldText } from "../conditions/fold-text.ts";
import { UNKNOWN_SHAPE, type Column, type ColumnSource } from "./column.ts";
import { foldFast } from "./fold-fast.ts";
import { testsOf } from "./split-condition.ts";
import { scalarsOf, toTester, type Tester } from "./to-tester.ts";

type Side = "start" | "end";

/** Stands for a text with no beginning that a rule names: not a letter of any script. Blank text would not be known. */
const NOBODYS = "\u{10FFFF}";

/** A letter in the tree of the beginnings (or ends) that rules name. */
interface Node {
  readonly next: Map<number, Node>;
  /** The row of the texts that lead here and no further. */
  row: number;
  /** Entries that name the beginning that ends here, and that beginning as one of them writes it. */
  readonly naming: { readonly position: number; readonly holds: Tester; readonly text: string }[];
}

/**
 * The column of `prefix` tests on a fact, or of `suffix` tests. One row for each beginning that a rule names: a text
 * has exactly those beginnings that its longest named one has. It is found by walking the letters as far as they go.
 */
export class AffixColumn implements Column {
  readonly fact: string;
  readonly #side: Side;
  readonly #root = newNode();
  readonly #noText: number;

  constructor(side: Side, { fact, entries, builder, open }: ColumnSource) {
    this.fact = fact;
    this.#side = side;
    this.#noText = builder.addCopy(open);
    const noAffix = builder.addCopy(open);
    for (const { position, conditions } of entries) {
      const holds = toTester({ all: conditions });
      if (holds(null)) builder.set(this.#noText, position, true);
      if (holds(NOBODYS)) builder.set(noAffix, position, true);
      for (const text of new Set(testsOf({ all: conditions }).flatMap(scalarsOf))) {
        if (typeof text === "string") nodeAt(this.#root, foldText(text), side).naming.push({ position, holds, text });
      }
    }
    const pending: (readonly [Node, number])[] = [[this.#root, noAffix]];
    for (let last = pending.pop(); last !== undefined; last = pending.pop()) {
      const [node, rowAbove] = last;
      node.row = node.naming.length === 0 ? rowAbove : builder.addCopy(rowAbove);
      for (const { position, holds, text } of node.naming)
        builder.set(node.row, position, holds(toKnown(text) === null ? NOBODYS : text));
      for (const child of node.next.values()) pending.push([child, node.row]);
    }
  }

  rowOf(value: unknown): number {
    if (typeof value === "string") return walk(this.#root, foldFast(value), this.#side).row;
    return typeof value === "object" && value !== null ? UNKNOWN_SHAPE : this.#noText;
  }
}

function newNode(): Node {
  return { next: new Map(), row: 0, naming: [] };
}

function nodeAt(root: Node, text: string, side: Side): Node {
  let node = root;
  for (let index = 0; index < text.length; index++) {
    const code = codeAt(text, index, side);
    const next: Node = node.next.get(code) ?? newNode();
    node.next.set(code, next);
    node = next;
  }
  return node;
}

/** The node that the text leads to, as far as the tree goes. */
function walk(root: Node, text: string, side: Side): Node {
  let node = root;
  for (let index = 0; index < text.length; index++) {
    const next = node.next.get(codeAt(text, index, side));
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function codeAt(text: string, index: number, side: Side): number {
  return text.charCodeAt(side === "start" ? index : text.length - 1 - index);
}
