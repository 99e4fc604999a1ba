import { createServer, type RequestListener } from "node:http";
import type { LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";

import { AppError } from "@pointsman/contracts/error";
import { describe, expect, test } from "vitest";

import { createGuardedFetch, type GuardedFetchOptions } from "./guarded-fetch.ts";
import { REFUSED_URLS } from "./refused-urls.fixture.ts";

const LIMITS: GuardedFetchOptions = { allowPrivate: false, maxBytes: 10_000, timeoutMs: 2_000, maxRedirects: 3 };

/** Every name has these addresses; a later call has the next list. */
function answering(...answers: readonly (readonly string[])[]): LookupFunction & { readonly calls: readonly string[] } {
  const calls: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    const found = answers[Math.min(calls.length, answers.length - 1)] ?? [];
    calls.push(hostname);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return Object.assign(lookup, { calls });
}

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const REFUSED = expect.objectContaining({ code: "ADDRESS_REFUSED" });

describe("a URL is refused before anything is called", () => {
  test.each(REFUSED_URLS)("%s", async (url) => {
    const lookup = answering(["93.184.215.14"]);
    await expect(createGuardedFetch({ ...LIMITS, lookup })(url)).rejects.toEqual(REFUSED);
    expect(lookup.calls).toEqual([]);
  });

  test("in words for whoever entered it", async () => {
    const refused = createGuardedFetch(LIMITS)("http://2130706433/hook");
    await expect(refused).rejects.toThrow("127.0.0.1 may not be called: it is not a public address (loopback).");
    await expect(refused).rejects.toBeInstanceOf(AppError);
  });
});

describe("a name is refused by the addresses behind it", () => {
  test.each([
    ["127.0.0.1"],
    ["10.1.2.3"],
    ["169.254.169.254"],
    ["::1"],
    ["::ffff:10.0.0.1"],
    ["fd00:ec2::254"],
    ["64:ff9b::a00:1"],
    ["100.64.0.1"],
    ["0.0.0.0"],
    ["fe80::1%eth0"],
    ["nonsense"],
    ["93.184.215.14", "10.0.0.1"],
  ])("%s %s", async (...addresses) => {
    const call = createGuardedFetch({ ...LIMITS, lookup: answering(addresses) });
    for (const url of ["http://innocent.example/", "https://innocent.example/"])
      await expect(call(url)).rejects.toEqual(REFUSED);
  });

  test.each(["http://localhost/", "http://LOCALHOST:80/"])("%s by the system's", async (url) => {
    await expect(createGuardedFetch(LIMITS)(url)).rejects.toEqual(REFUSED);
  });

  test("at each connection anew: what answered well once gains nothing (DNS rebinding)", async () => {
    await using server = await serve((_, response) => response.setHeader("connection", "close").end("ok"));
    const lookup = answering(["127.0.0.1"], ["127.0.0.2"]);
    const call = createGuardedFetch({ ...LIMITS, allowPrivate: ["127.0.0.1/32"], lookup });
    const url = `http://rebinding.example:${server.port}/`;
    await expect(call(url)).resolves.toMatchObject({ status: 200 });
    await expect(call(url)).rejects.toEqual(REFUSED);
  });
});

describe("what is allowed", () => {
  test("by configuration: intranets, and never the metadata of the machine", async () => {
    await using server = await serve((_, response) => response.end("inside"));
    const call = createGuardedFetch({ ...LIMITS, allowPrivate: true });
    const { body, ...answer } = await call(server.url);
    expect([answer.status, answer.url, Buffer.from(body).toString()]).toEqual([200, `${server.url}/`, "inside"]);
    for (const url of ["http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://0.0.0.0/", "http://224.0.0.1/"])
      await expect(call(url)).rejects.toEqual(REFUSED);
  });

  test("is what a range says", () => {
    expect(() => createGuardedFetch({ ...LIMITS, allowPrivate: ["10.0.0.0/33"] })).toThrow("10.0.0.0/33 is no range");
  });

  test("sends method, headers and body", async () => {
    await using server = await serve((request, response) =>
      request.pipe(response.setHeader("x", request.headers["y"] ?? "")),
    );
    const call = createGuardedFetch({ ...LIMITS, allowPrivate: true });
    const answer = await call(server.url, { method: "POST", headers: { y: "1" }, body: "ping" });
    expect([answer.headers.get("x"), Buffer.from(answer.body).toString()]).toEqual(["1", "ping"]);
  });
});

describe("redirects", () => {
  const inside = { ...LIMITS, allowPrivate: ["127.0.0.1/32"] };
  const pointTo = (location: string, status = 302) =>
    serve((_, response) => response.writeHead(status, { location }).end());

  test.each([
    "http://127.0.0.2/",
    "http://169.254.169.254/latest/",
    "http://[::1]/",
    "//2130706434/",
    "file:///etc/passwd",
    "http://user:pass@127.0.0.1/",
    "http://localtest.example/",
  ])("to %s are refused", async (location) => {
    await using server = await pointTo(location);
    const call = createGuardedFetch({ ...inside, lookup: answering(["10.0.0.1"]) });
    await expect(call(server.url)).rejects.toEqual(REFUSED);
  });

  test("are followed so many times", async () => {
    await using server = await serve(({ url }, response) => {
      const left = Number(url?.slice(1));
      if (left === 0) response.end("there");
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const call = createGuardedFetch(inside);
    await expect(call(`${server.url}/3`)).resolves.toMatchObject({ status: 200, url: `${server.url}/0` });
    await expect(call(`${server.url}/4`)).rejects.toMatchObject({ code: "TOO_MANY_REDIRECTS" });
  });

  test("are handed back where none is to be followed", async () => {
    await using server = await pointTo("http://10.0.0.1/");
    const answer = await createGuardedFetch({ ...inside, maxRedirects: 0 })(server.url);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://10.0.0.1/"]);
  });

  test.each([
    [302, "GET", ""],
    [307, "POST", "body"],
  ])("%i to another host makes it a %s without secrets", async (status, method, body) => {
    const seen: unknown[] = [];
    await using target = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { authorization, cookie, accept } = request.headers;
        seen.push({ method: request.method, authorization, cookie, accept, body: Buffer.concat(chunks).toString() });
        response.end();
      });
    });
    await using server = await pointTo(target.url, status);
    const headers = { authorization: "Bearer x", Cookie: "a=b", accept: "text/calendar" };
    await createGuardedFetch(inside)(server.url, { method: "POST", headers, body: "body" });
    expect(seen).toEqual([{ method, accept: "text/calendar", body, authorization: undefined, cookie: undefined }]);
  });
});

describe("limits", () => {
  const call = createGuardedFetch({ ...LIMITS, allowPrivate: true, timeoutMs: 300 });

  test("of bytes hold after decompression", async () => {
    await using server = await serve((_, response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(5_000_000))),
    );
    await expect(call(server.url)).rejects.toMatchObject({ code: "TOO_LARGE" });
    const cut = createGuardedFetch({ ...LIMITS, allowPrivate: true, cutBody: true });
    expect((await cut(server.url)).body).toHaveLength(10_000);
  });

  test("of time hold for a server that says nothing, and for one that drips", async () => {
    await using silent = await serve(() => {});
    await expect(call(silent.url)).rejects.toMatchObject({ code: "TIMEOUT" });
    await using dripping = await serve((_, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });
    await expect(call(dripping.url)).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  test("a server that is not there has the system's code", async () => {
    const server = await serve(() => {});
    await server[Symbol.asyncDispose]();
    await expect(call(server.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
