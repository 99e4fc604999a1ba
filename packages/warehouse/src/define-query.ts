import type { ClickHouseClient } from "@clickhouse/client";
import { Timestamp } from "@pointsman/contracts/primitive";
import { z } from "zod";

import { READ_SETTINGS } from "./settings.ts";

type ParamsSchema = z.ZodType<Record<string, unknown>>;
type RowSchema = z.ZodType<unknown, Record<string, unknown>>;

/** A query as a value: its text, what goes in and what comes out, both checked. */
export type QuerySpec<Params extends ParamsSchema, Row extends RowSchema> = {
  /** snake_case; becomes ClickHouse's `log_comment`, so that `system.query_log` says who asked. */
  readonly name: string;
  /** Parameters as `{name: Type}`, columns in snake_case. */
  readonly sql: string;
  readonly params: Params;
  /** One row with its columns in camelCase. */
  readonly row: Row;
};

export type NamedQuery<Input, Output> = {
  readonly name: string;
  readonly sql: string;
  /** Throws a `ZodError` if the parameters or any row are not as declared, and what the client throws. */
  readonly run: (client: ClickHouseClient, params: Input) => Promise<readonly Output[]>;
};

/** A `Timestamp` as a parameter of type `DateTime64(3, 'UTC')`, whose parser does not take the `T` and `Z`. */
export const TimeParam = Timestamp.transform((time) => time.replace("T", " ").replace("Z", ""));

/** Makes a query that is checked at both ends and runs under its own name. */
export function defineQuery<Params extends ParamsSchema, Row extends RowSchema>(
  spec: QuerySpec<Params, Row>,
): NamedQuery<z.input<Params>, z.output<Row>> {
  const rowsSchema = z.array(z.record(z.string(), z.unknown()).transform(toCamelCaseKeys).pipe(spec.row));
  return {
    name: spec.name,
    sql: spec.sql,
    async run(client, params) {
      const result = await client.query({
        query: spec.sql,
        format: "JSONEachRow",
        query_params: spec.params.parse(params),
        clickhouse_settings: { ...READ_SETTINGS, log_comment: spec.name },
      });
      return rowsSchema.parse(await result.json());
    },
  };
}

function toCamelCaseKeys(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase()),
      value,
    ]),
  );
}
