/** Parameters of RFC 3492, section 5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

/** Longest label worth encoding: DNS allows 63 octets, and the encoding never takes fewer than there are characters. */
const MAX_LABEL = 63;

// oxlint-disable-next-line no-control-regex -- the range is what is asked
const ASCII = /^[\0-\x7f]*$/;

/**
 * One label of a host name in the form that DNS has it: `bücher` → `xn--bcher-kva`. RFC 3492, section 6.3. Null for a
 * label too long for DNS. The caller has folded case and composed accents (NFC) before.
 */
export function toAsciiLabel(label: string): string | null {
  if (ASCII.test(label)) return label.length > MAX_LABEL ? null : label;
  const points = Array.from(label.slice(0, 2 * MAX_LABEL + 1), (char) => char.codePointAt(0) ?? 0);
  if (points.length > MAX_LABEL) return null;
  const encoded = `xn--${encode(points)}`;
  return encoded.length > MAX_LABEL ? null : encoded;
}

function encode(points: readonly number[]): string {
  const basic = points.filter((point) => point < INITIAL_N);
  let output = basic.map((point) => String.fromCodePoint(point)).join("") + (basic.length > 0 ? "-" : "");
  let n = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  for (let handled = basic.length; handled < points.length;) {
    const floor = n;
    const next = points.reduce((least, point) => (point >= floor && point < least ? point : least), Infinity);
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta += 1;
      if (point !== n) continue;
      output += encodeDelta(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    n += 1;
  }
  return output;
}

/** A generalised variable-length integer: RFC 3492, section 3.3. */
function encodeDelta(delta: number, bias: number): string {
  let digits = "";
  let rest = delta;
  for (let k = BASE; ; k += BASE) {
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (rest < threshold) return digits + toDigit(rest);
    digits += toDigit(threshold + ((rest - threshold) % (BASE - threshold)));
    rest = Math.floor((rest - threshold) / (BASE - threshold));
  }
}

function toDigit(value: number): string {
  return "abcdefghijklmnopqrstuvwxyz0123456789".charAt(value);
}

/** RFC 3492, section 6.1. */
function adapt(delta: number, handled: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / handled);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
