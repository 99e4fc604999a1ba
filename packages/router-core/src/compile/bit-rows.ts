/** 32-bit words in a block. Four: at 10,000 rules a row has 79 blocks, of which a lead's facts leave about 18. */
export const BLOCK_WORDS = 4;
/** Positions in a block. */
export const BLOCK_BITS = BLOCK_WORDS * 32;

const NOBODY = -1;

/**
 * Rows of bits, one bit a position, as they are searched: a row is a few words that say which of its blocks have a bit
 * at all, then the place of each block in `blocks`. Rows share the blocks in which they agree, so that ten thousand
 * rows that differ from each other in one rule take 4 MB and not 12.
 */
export interface BitRows {
  /** Words of a row that say which blocks have a bit; the places of the blocks follow. */
  readonly summaryWords: number;
  readonly blockCount: number;
  readonly rows: Int32Array;
  readonly blocks: Int32Array;
}

/** Builds rows by copying and changing them. A row is known by the index in `rows` at which it starts. */
export class BitRowBuilder {
  readonly #positions: number;
  readonly #blockCount: number;
  readonly #summaryWords: number;
  readonly #stride: number;
  #rows: Int32Array = new Int32Array(1_024);
  #rowsUsed = 0;
  #blocks: Int32Array = new Int32Array(1_024);
  #blocksUsed = BLOCK_WORDS; // The first block is the empty one.
  /** Per block, the row that may change it in place. */
  readonly #owners: number[] = [NOBODY];

  constructor(positions: number) {
    this.#positions = positions;
    this.#blockCount = Math.max(1, Math.ceil(positions / BLOCK_BITS));
    this.#summaryWords = Math.ceil(this.#blockCount / 32);
    this.#stride = this.#summaryWords + this.#blockCount;
  }

  /** A row without bits. */
  addEmpty(): number {
    return this.#claimRow();
  }

  /** A row with a bit at every position. */
  addFull(): number {
    const row = this.#claimRow();
    for (let position = 0; position < this.#positions; position++) this.set(row, position, true);
    return row;
  }

  /** A row with the bits of another. */
  addCopy(of: number): number {
    const row = this.#claimRow();
    this.#rows.copyWithin(row, of, of + this.#stride);
    return row;
  }

  set(row: number, position: number, on: boolean): void {
    const slot = row + this.#summaryWords + Math.floor(position / BLOCK_BITS);
    const block = this.#ownBlock(row, slot);
    const word = block + (Math.floor(position / 32) % BLOCK_WORDS);
    const bit = 1 << (position % 32);
    const before = this.#blocks[word] ?? 0;
    this.#blocks[word] = on ? before | bit : before & ~bit;
  }

  /** The finished rows. The builder is of no use afterwards. */
  finish(): BitRows {
    const rows = this.#rows.slice(0, this.#rowsUsed);
    const blocks = this.#blocks.slice(0, this.#blocksUsed);
    for (let row = 0; row < rows.length; row += this.#stride) {
      for (let block = 0; block < this.#blockCount; block++) {
        const place = rows[row + this.#summaryWords + block] ?? 0;
        const words = blocks.subarray(place, place + BLOCK_WORDS);
        if (words.some((word) => word !== 0))
          rows[row + (block >> 5)] = (rows[row + (block >> 5)] ?? 0) | (1 << (block % 32));
      }
    }
    return { summaryWords: this.#summaryWords, blockCount: this.#blockCount, rows, blocks };
  }

  #claimRow(): number {
    const row = this.#rowsUsed;
    this.#rowsUsed += this.#stride;
    if (this.#rowsUsed > this.#rows.length) this.#rows = grown(this.#rows, new Int32Array(this.#rowsUsed * 2));
    return row;
  }

  /** The place of the row's block, after copying it where other rows have it too. */
  #ownBlock(row: number, slot: number): number {
    const shared = this.#rows[slot] ?? 0;
    if (this.#owners[shared / BLOCK_WORDS] === row) return shared;
    const own = this.#blocksUsed;
    this.#blocksUsed += BLOCK_WORDS;
    if (this.#blocksUsed > this.#blocks.length) {
      this.#blocks = grown(this.#blocks, new Int32Array(this.#blocksUsed * 2));
    }
    this.#blocks.copyWithin(own, shared, shared + BLOCK_WORDS);
    this.#owners.push(row);
    this.#rows[slot] = own;
    return own;
  }
}

function grown(from: Int32Array, into: Int32Array): Int32Array {
  into.set(from);
  return into;
}
