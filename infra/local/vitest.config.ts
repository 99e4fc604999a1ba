import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "../postgres/**/*.test.ts", "../clickhouse/**/*.test.ts"],
    // Whole stacks of five processes on two cores: one file after the other, with patience.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
