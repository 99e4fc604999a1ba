interface CompressedBlock {
  readonly hash: readonly [bigint, bigint];
  readonly block: Buffer;
}

/** The blocks of a file or an answer: the hash that stands before each, and what it is of. */
export function readCompressedBlocks(bytes: Buffer): readonly CompressedBlock[] {
  const blocks: CompressedBlock[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32LE(at + 17);
    blocks.push({
      hash: [bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8)],
      block: bytes.subarray(at + 16, at + 16 + size),
    });
    at += 16 + size;
  }
  return blocks;
}

/** LZ4 as its format says: token, literals, and a match that these blocks do not have. */
export function unpack(block: Buffer): Buffer {
  const total = block.readUInt32LE(5);
  let at = 9;
  let literals = block.readUInt8(at++) >> 4;
  if (literals === 15) {
    let more: number;
    do {
      more = block.readUInt8(at++);
      literals += more;
    } while (more === 255);
  }
  if (literals !== total || at + literals !== block.length) throw new Error("this block is not one run of literals");
  return block.subarray(at);
}
