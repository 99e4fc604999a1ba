import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

/** Certificates by an authority of their own: one for localhost, one for another name. Good for a hundred years. */
const TLS = new URL("../test/tls/", import.meta.url);
const AUTHORITY = fileURLToPath(new URL("authority.pem", TLS));

async function serveTls(name: "right" | "wrong-name") {
  const bodies: string[] = [];
  const server = createServer(
    { cert: readFileSync(new URL(`${name}.pem`, TLS)), key: readFileSync(new URL(`${name}.key`, TLS)) },
    (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(body);
        response.end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    bodies,
    url: `https://localhost:${address.port}/hook`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const POST = `
  const { createGuardedFetch } = await import(process.env.FETCH);
  const { postJson } = await import(process.env.POST_JSON);
  const limits = { allowPrivate: true, maxBytes: 1_000, cutBody: true, timeoutMs: 5_000, maxRedirects: 0 };
  const call = { url: process.env.HOOK, body: "{}", headers: {}, nowMs: 0 };
  console.log(JSON.stringify(await postJson(createGuardedFetch(limits), call)));`;

/** As a router process does it: Node reads the authorities that it trusts besides its own when it starts. */
async function postFrom(url: string, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(execPath, ["--input-type=module", "-e", POST], {
    env: {
      ...environment,
      HOOK: url,
      FETCH: new URL("guarded-fetch.ts", import.meta.url).href,
      POST_JSON: new URL("post-json.ts", import.meta.url).href,
    },
  });
  return JSON.parse(stdout);
}

test.each([
  ["of an authority that is configured", "right", { NODE_EXTRA_CA_CERTS: AUTHORITY }, null],
  ["of an authority that nobody knows", "right", {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["for another name", "wrong-name", { NODE_EXTRA_CA_CERTS: AUTHORITY }, "ERR_TLS_CERT_ALTNAME_INVALID"],
] as const)("a certificate %s", { timeout: 30_000 }, async (_, name, environment, error) => {
  await using server = await serveTls(name);
  const delivered = { result: "delivered", status: 200 };
  const refused = { result: "retry", status: null, error: expect.stringContaining(String(error)) };
  expect(await postFrom(server.url, environment)).toMatchObject(error === null ? delivered : refused);
  // To who is not believed nothing is sent.
  expect(server.bodies).toEqual(error === null ? ["{}"] : []);
});
