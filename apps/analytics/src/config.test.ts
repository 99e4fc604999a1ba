import { expect, test } from "vitest";

import { parseConfig } from "./config.ts";

const DATABASE_URL = "postgresql://pointsman@localhost/pointsman";

test("a database and a directory are enough", () => {
  expect(parseConfig({ DATABASE_URL, CLICKHOUSE_PATH: "/var/lib/pointsman/clickhouse" })).toEqual({
    DATABASE_URL,
    warehouse: { kind: "embedded", path: "/var/lib/pointsman/clickhouse" },
    HOST: "127.0.0.1",
    PORT: 8789,
    RELAY_BATCH_EVENTS: 20_000,
    RELAY_IDLE_MS: 250,
    RECONCILE_MINUTES: 60,
    DRAIN_DELAY_MS: 0,
    DRAIN_TIMEOUT_MS: 20_000,
    OTEL_TRACES_SAMPLER_ARG: 1,
    LOG_LEVEL: "info",
  });
});

test("with the URL of a server the directory is not used", () => {
  const url = "https://pointsman:secret@clickhouse.example:8443/pointsman";
  const config = parseConfig({ DATABASE_URL, CLICKHOUSE_URL: url, CLICKHOUSE_PATH: "/tmp/x", PORT: "0" });
  expect(config).toMatchObject({ warehouse: { kind: "server", url }, PORT: 0 });
});

test("analysts ask the embedded engine here, and a server at its own address", () => {
  const embedded = { DATABASE_URL, CLICKHOUSE_PATH: "/var/lib/pointsman/clickhouse", ANALYSTS_PORT: "8791" };
  expect(parseConfig(embedded)).toMatchObject({ ANALYSTS_PORT: 8791 });
  expect(() => parseConfig({ ...embedded, CLICKHOUSE_URL: "http://localhost:8123" })).toThrow(
    "ANALYSTS_PORT: expected only with the embedded engine",
  );
  expect(() => parseConfig({ ...embedded, ANALYSTS_PASSWORD: "short" })).toThrow("expected at least 8 characters");
});

test("what is missing or wrong is named, with what it should be", () => {
  expect(() => parseConfig({ DATABASE_URL })).toThrow(
    "CLICKHOUSE_PATH: expected a directory for the embedded ClickHouse engine, as there is no CLICKHOUSE_URL",
  );
  expect(() => parseConfig({ CLICKHOUSE_URL: "localhost:8123", RELAY_IDLE_MS: "soon" })).toThrow(
    /DATABASE_URL: expected a Postgres URL.*\n.*CLICKHOUSE_URL: expected a ClickHouse URL.*\n.*RELAY_IDLE_MS: /,
  );
});
