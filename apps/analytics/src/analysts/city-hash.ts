/*
 * CityHash128 of Google's CityHash 1.0.2 (Pike, Alakuijala; MIT), which ClickHouse puts before each compressed block. Later
 * versions of CityHash give other values, hence no library. Numbers are unsigned and of 64 bits throughout.
 */
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MULTIPLIER = 0x9ddfea08eb382d69n;

type Pair = readonly [low: bigint, high: bigint];

/** The hash as two numbers, the lower first. About 10 MB/s: numbers of 64 bits are slow here. */
export function cityHash128(bytes: Uint8Array): Pair {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  if (length >= 16) return withSeed(data, 16, [word(data, 0) ^ K3, word(data, 8)]);
  if (length >= 8) {
    return withSeed(data, length, [word(data, 0) ^ cut(BigInt(length) * K0), word(data, length - 8) ^ K1]);
  }
  return withSeed(data, 0, [K0, K1]);
}

/** Of the bytes from `start` on. */
function withSeed(data: DataView, start: number, seed: Pair): Pair {
  const length = data.byteLength - start;
  if (length < 128) return short(data, start, seed);
  let [x, y] = seed;
  let z = cut(BigInt(length) * K1);
  const first = cut(rotate(y ^ K1, 49n) * K1 + word(data, start));
  let v: Pair = [first, cut(rotate(first, 42n) * K1 + word(data, start + 8))];
  let w: Pair = [cut(rotate(cut(y + z), 35n) * K1 + x), cut(rotate(cut(x + word(data, start + 88)), 53n) * K1)];
  let at = start;
  let left = length;
  for (; left >= 128; left -= 128) {
    for (let half = 0; half < 2; half += 1, at += 64) {
      x = cut(rotate(cut(x + y + v[0] + word(data, at + 16)), 37n) * K1) ^ w[1];
      y = cut(rotate(cut(y + v[1] + word(data, at + 48)), 42n) * K1) ^ v[0];
      z = rotate(z ^ w[0], 33n);
      v = weak(data, at, [cut(v[1] * K1), cut(x + w[0])]);
      w = weak(data, at + 32, [cut(z + w[1]), y]);
      [z, x] = [x, z];
    }
  }
  y = cut(y + rotate(w[0], 37n) * K0 + z);
  x = cut(x + rotate(cut(v[0] + z), 49n) * K0);
  // Backwards over the rest, 32 bytes at a time; the last may reach into what was hashed.
  for (let done = 0; done < left;) {
    done += 32;
    y = cut(rotate(cut(y - x), 42n) * K0 + v[1]);
    w = [cut(w[0] + word(data, at + left - done + 16)), w[1]];
    x = cut(rotate(x, 49n) * K0 + w[0]);
    w = [cut(w[0] + v[0]), w[1]];
    v = weak(data, at + left - done, v);
  }
  x = mix(x, v[0]);
  y = mix(y, w[0]);
  return [cut(mix(cut(x + v[1]), w[1]) + y), mix(cut(x + w[1]), cut(y + v[1]))];
}

/** Of fewer than 128 bytes. */
function short(data: DataView, start: number, seed: Pair): Pair {
  let [a, b] = seed;
  const end = data.byteLength;
  const length = end - start;
  let c: bigint;
  let d: bigint;
  if (length <= 16) {
    a = cut(shift(cut(a * K1)) * K1);
    c = cut(b * K1 + tiny(data, start));
    d = shift(cut(a + (length >= 8 ? word(data, start) : c)));
  } else {
    c = mix(cut(word(data, end - 8) + K1), a);
    d = mix(cut(b + BigInt(length)), cut(c + word(data, end - 16)));
    a = cut(a + d);
    for (let left = length - 16, at = start; left > 0; left -= 16, at += 16) {
      a = cut((a ^ cut(shift(cut(word(data, at) * K1)) * K1)) * K1);
      b ^= a;
      c = cut((c ^ cut(shift(cut(word(data, at + 8) * K1)) * K1)) * K1);
      d ^= c;
    }
  }
  a = mix(a, c);
  b = mix(d, b);
  return [a ^ b, mix(b, a)];
}

/** Of at most 16 bytes, as one number. */
function tiny(data: DataView, start: number): bigint {
  const length = data.byteLength - start;
  if (length > 8) {
    const [a, b] = [word(data, start), word(data, data.byteLength - 8)];
    return mix(a, rotate(cut(b + BigInt(length)), BigInt(length))) ^ b;
  }
  if (length >= 4) {
    const first = BigInt(data.getUint32(start, true));
    return mix(cut(BigInt(length) + (first << 3n)), BigInt(data.getUint32(data.byteLength - 4, true)));
  }
  if (length === 0) return K2;
  const middle = data.getUint8(start + (length >> 1));
  const y = BigInt(data.getUint8(start) + (middle << 8));
  const z = BigInt(length + (data.getUint8(data.byteLength - 1) << 2));
  return cut(shift(cut(y * K2) ^ cut(z * K3)) * K2);
}

function weak(data: DataView, at: number, [first, second]: Pair): Pair {
  const z = word(data, at + 24);
  let a = cut(first + word(data, at));
  let b = rotate(cut(second + a + z), 21n);
  const c = a;
  a = cut(a + word(data, at + 8) + word(data, at + 16));
  b = cut(b + rotate(a, 44n));
  return [cut(a + z), cut(b + c)];
}

/** Two numbers to one. */
function mix(low: bigint, high: bigint): bigint {
  const a = shift(cut((low ^ high) * MULTIPLIER));
  return cut(shift(cut((high ^ a) * MULTIPLIER)) * MULTIPLIER);
}

function shift(value: bigint): bigint {
  return value ^ (value >> 47n);
}

function rotate(value: bigint, by: bigint): bigint {
  return cut((value >> by) | (value << (64n - by)));
}

function word(data: DataView, at: number): bigint {
  return data.getBigUint64(at, true);
}

function cut(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
