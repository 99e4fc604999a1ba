// How another app uses the routing service: only the type of its router is imported, so a wrong procedure, field or
// value is a compile error here, and no code of the service is loaded.
//
//   ROUTER_URL=http://127.0.0.1:8788 ROUTER_API_KEY=pm_live_… node apps/router/examples/route-a-lead.ts jane@company.example
import { createHash, randomUUID } from "node:crypto";

import type { AppRouter } from "@pointsman/router/app-router";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";

const { ROUTER_URL = "http://127.0.0.1:8788", ROUTER_API_KEY = "" } = process.env;
const [email = "jane@company.example"] = process.argv.slice(2);

const client = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: `${ROUTER_URL}/trpc`, headers: { authorization: `Bearer ${ROUTER_API_KEY}` } })],
});

try {
  // The id and the key make it safe to send the same lead again: it is the same lead, with the same answer.
  const key = randomUUID();
  const { results } = await client.leads.submit.mutate({
    submissions: [
      {
        leadId: `lead_${key}`,
        source: "crm-import",
        idempotencyKey: key,
        bodyHash: createHash("sha256").update(email).digest("hex"),
        receivedAt: new Date().toISOString(),
        lead: { email, company: "Company", employees: { min: 350, max: 350 }, country: "US", region: "CA" },
        warnings: [],
      },
    ],
  });
  for (const result of results) {
    process.stdout.write(result.ok ? `${result.lead.explanation.join("\n")}\n` : `${result.code}: ${result.message}\n`);
  }
} catch (error) {
  if (!(error instanceof TRPCClientError)) throw error;
  process.stderr.write(`The routing service refused: ${error.message}\n`);
  process.exitCode = 1;
}
