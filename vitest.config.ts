import { defineConfig } from "vitest/config";

/** All workspaces as one run: `pnpm vitest`, `pnpm vitest --project @pointsman/router-core`. */
export default defineConfig({
  test: { projects: ["packages/*", "apps/*", "infra/local"] },
});
