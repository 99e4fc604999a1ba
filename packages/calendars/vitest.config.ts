import { defineConfig } from "vitest/config";

// Threads of their own, and servers that say nothing: on a busy machine both take their time.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], testTimeout: 30_000 } });
