import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { lowerBetaBinomialTail, lowerGammaPoissonTail, upperBetaBinomialTail } from "./count-tails.ts";
import { logBeta, logGamma } from "./log-gamma.ts";
import { upperNormalTail } from "./normal-tail.ts";

const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe("logGamma", () => {
  test.each([
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [2, 0],
    [6, Math.log(120)],
    [100, 359.134_205_369_575_4],
    [1e6, 12_815_504.569_147_61],
  ])("at %s", (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 8);
  });

  test("grows by ln x from x to x + 1", () => {
    fc.assert(
      fc.property(positive, (x) => {
        const scale = Math.max(1, Math.abs(logGamma(x)));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x)) / scale).toBeLessThan(1e-12);
      }),
    );
  });

  test("B(a, b) = B(a + 1, b) + B(a, b + 1)", () => {
    const moderate = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const whole = Math.exp(logBeta(a + 1, b) - logBeta(a, b)) + Math.exp(logBeta(a, b + 1) - logBeta(a, b));
        expect(whole).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("upperNormalTail", () => {
  // Abramowitz and Stegun, tables 26.1 and 26.2.
  test.each([
    [0, 0.5],
    [1.959_963_984_540_054, 0.025],
    [3, 1.349_898_031_630_095e-3],
    [4, 3.167_124_183_311_992e-5],
    [6, 9.865_876_450_376_981e-10],
    [10, 7.619_853_024_160_527e-24],
    [-1, 0.841_344_746_068_543],
  ])("at %s", (z, expected) => {
    expect(upperNormalTail(z) / expected).toBeCloseTo(1, 9);
  });
});

describe("tails of counts", () => {
  const rate = fc.record({
    a: fc.double({ min: 0.2, max: 300, noNaN: true }),
    b: fc.double({ min: 0.2, max: 300, noNaN: true }),
  });

  test("X ≥ k and X < k are all there is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 300 }), rate, (n, drawn, rate) => {
        const k = Math.min(n, drawn);
        expect(upperBetaBinomialTail(k, n, rate) + lowerBetaBinomialTail(k - 1, n, rate)).toBeCloseTo(1, 8);
      }),
    );
  });

  test("with a flat rate every count is as likely as another", () => {
    expect(upperBetaBinomialTail(7, 9, { a: 1, b: 1 })).toBeCloseTo(0.3, 12);
  });

  test("with a rate that is known for certain it is the binomial tail", () => {
    expect(upperBetaBinomialTail(2, 2, { a: 1e7, b: 9e7 })).toBeCloseTo(0.01, 6);
    expect(lowerGammaPoissonTail(0, 3, { shape: 1e7, rate: 1e7 })).toBeCloseTo(Math.exp(-3), 5);
  });
});
