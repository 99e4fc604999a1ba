import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // chDB binds one data directory per process and keeps its threads: a process per file, not a thread.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
