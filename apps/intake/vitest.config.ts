import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        // The plugin's own runtime needs it; the deployed Worker does without.
        compatibilityFlags: ["nodejs_compat"],
        bindings: {
          ROUTER_URL: "http://router.test",
          ROUTER_API_KEY: "router-key",
          LEAD_ID_SECRET: "a-secret-for-tests-only",
          ROUTER_DEADLINE_MS: "300",
          RETRY_BASE_SECONDS: "1",
        },
      },
    }),
  ],
  test: { include: ["src/**/*.test.ts", "test/**/*.test.ts"], testTimeout: 60_000 },
});
