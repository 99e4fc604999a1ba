import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // The files share one server on two cores; a clone of the template can wait its turn.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
