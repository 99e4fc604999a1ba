import { defineConfig } from "vitest/config";

// chDB binds one data directory per process and keeps its threads: a process per file, not a thread.
export default defineConfig({ test: { pool: "forks", testTimeout: 30_000, hookTimeout: 30_000 } });
