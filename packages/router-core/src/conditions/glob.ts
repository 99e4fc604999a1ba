const WORD_BITS = 31;

/** A part of a pattern between two `*`, ready to be searched for: Shift-And with one bit a character. */
interface Segment {
  readonly length: number;
  /** Per character the positions it fits, as words of 31 bits. */
  readonly fits: ReadonlyMap<string, Uint32Array>;
  /** The positions that any character fits (`?`). */
  readonly fitsAny: Uint32Array;
}

/** A pattern made ready by `compileGlob`. */
export interface Glob {
  readonly segments: readonly Segment[];
}

/** Makes a pattern ready: `*` is any text, `?` any one character. Both pattern and text are to be folded alike. */
export function compileGlob(pattern: string): Glob {
  return { segments: pattern.split("*").map(toSegment) };
}

/**
 * Whether the whole text fits the pattern. Each part between stars is taken where it first fits, which loses nothing:
 * a later place leaves less text for the rest. So every character is looked at once: the time is the length of the text
 * times the pattern's length in words of 31 characters, whatever either holds.
 */
export function matchesGlob({ segments }: Glob, text: string): boolean {
  const characters = Array.from(text);
  const [first, ...rest] = segments;
  const last = rest.pop();
  if (first === undefined || !fitsAt(first, characters, 0)) return false;
  if (last === undefined) return characters.length === first.length;
  let from = first.length;
  for (const segment of rest) {
    const end = findEnd(segment, characters, from);
    if (end === -1) return false;
    from = end;
  }
  const start = characters.length - last.length;
  return start >= from && fitsAt(last, characters, start);
}

function toSegment(part: string): Segment {
  const characters = Array.from(part);
  const words = Math.ceil(characters.length / WORD_BITS);
  const fits = new Map<string, Uint32Array>();
  const fitsAny = new Uint32Array(words);
  for (const [index, character] of characters.entries()) {
    const mask = character === "?" ? fitsAny : (fits.get(character) ?? new Uint32Array(words));
    const word = Math.floor(index / WORD_BITS);
    mask[word] = (mask[word] ?? 0) | (1 << (index % WORD_BITS));
    if (character !== "?") fits.set(character, mask);
  }
  return { length: characters.length, fits, fitsAny };
}

function fitsAt({ length, fits, fitsAny }: Segment, text: readonly string[], start: number): boolean {
  if (start + length > text.length) return false;
  for (let index = 0; index < length; index++) {
    const word = Math.floor(index / WORD_BITS);
    const mask = (fits.get(text[start + index] ?? "")?.[word] ?? 0) | (fitsAny[word] ?? 0);
    if ((mask & (1 << (index % WORD_BITS))) === 0) return false;
  }
  return true;
}

/** Index just behind the first place at or after `from` where the segment fits; -1: nowhere. */
function findEnd({ length, fits, fitsAny }: Segment, text: readonly string[], from: number): number {
  if (length === 0) return from;
  const last = length - 1;
  // Bit i of `state`: the segment's first i + 1 characters fit the text up to here.
  const state = new Uint32Array(fitsAny.length);
  for (let index = from; index < text.length; index++) {
    const here = fits.get(text[index] ?? "");
    let carry = 1;
    for (let word = 0; word < state.length; word++) {
      const before = state[word] ?? 0;
      const shifted = ((before << 1) | carry) & 0x7fffffff;
      carry = before >>> (WORD_BITS - 1);
      state[word] = shifted & ((here?.[word] ?? 0) | (fitsAny[word] ?? 0));
    }
    if (((state[Math.floor(last / WORD_BITS)] ?? 0) & (1 << (last % WORD_BITS))) !== 0) return index + 1;
  }
  return -1;
}
