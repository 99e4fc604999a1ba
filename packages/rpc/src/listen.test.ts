import { Hono } from "hono";
import { expect, test } from "vitest";

import { listen } from "./listen.ts";

test("connections are kept until the end is near, and still answered then, each for the last time", async () => {
  const app = new Hono().get("/", (c) => c.text("here"));
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/`);
    return { text: await answer.text(), connection: answer.headers.get("connection") };
  };
  expect(await ask()).toEqual({ text: "here", connection: "keep-alive" });
  server.release();
  expect(await ask()).toEqual({ text: "here", connection: "close" });
  await server.close();
  await expect(ask()).rejects.toThrow("fetch failed");
});
