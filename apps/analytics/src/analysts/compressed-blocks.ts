import { setImmediate as letOthersRun } from "node:timers/promises";

import { cityHash128 } from "./city-hash.ts";

/** As much as ClickHouse puts into a block. */
const BLOCK_BYTES = 65_536;
const LZ4 = 0x82;
const HASH_BYTES = 16;
const HEADER_BYTES = 9;

/**
 * ClickHouse's own compression of a result (`compress=1`), a hash, a header and data for each block. The data is valid LZ4 that
 * saves nothing, one run of literals: what crosses loopback need not be small, and drivers accept no block without.
 */
export async function toCompressedBlocks(bytes: Uint8Array): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    blocks.push(toBlock(bytes.subarray(start, start + BLOCK_BYTES)));
    // A block takes some 5 ms, mostly to hash.
    await letOthersRun();
  }
  return Buffer.concat(blocks);
}

function toBlock(data: Uint8Array): Uint8Array {
  const head = toLiteralsHead(data.length);
  const size = HEADER_BYTES + head.length + data.length;
  const block = Buffer.alloc(HASH_BYTES + size);
  block.writeUInt8(LZ4, HASH_BYTES);
  block.writeUInt32LE(size, HASH_BYTES + 1);
  block.writeUInt32LE(data.length, HASH_BYTES + 5);
  block.set(head, HASH_BYTES + HEADER_BYTES);
  block.set(data, HASH_BYTES + HEADER_BYTES + head.length);
  const [low, high] = cityHash128(block.subarray(HASH_BYTES));
  block.writeBigUInt64LE(low, 0);
  block.writeBigUInt64LE(high, 8);
  return block;
}

/** LZ4's beginning of a sequence: up to 14 literals in the token, more in bytes of 255 and a rest. */
function toLiteralsHead(length: number): Uint8Array {
  if (length < 15) return Uint8Array.of(length << 4);
  const rest = length - 15;
  const head = new Uint8Array(2 + Math.floor(rest / 255)).fill(255);
  head[0] = 0xf0;
  head[head.length - 1] = rest % 255;
  return head;
}
