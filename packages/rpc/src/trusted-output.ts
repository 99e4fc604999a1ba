import type { z } from "zod";

/** An output that is documented by its schema and passes as it is. */
export interface TrustedOutput<S extends z.ZodType> {
  readonly documentedBy: S;
  readonly parse: (value: z.output<S>) => z.output<S>;
}

/**
 * For answers of the hot path, which the service makes itself and the compiler has checked: parsing what 100 submitted leads
 * come back as, 190 kB, took 4 ms of processor time, where routing them takes some 30. All else is parsed on its way out.
 */
export function trusted<S extends z.ZodType>(schema: S): TrustedOutput<S> {
  return { documentedBy: schema, parse: (value) => value };
}
