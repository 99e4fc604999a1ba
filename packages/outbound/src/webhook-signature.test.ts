import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";

import { signWebhook, toWebhookSecret } from "./webhook-signature.ts";

test("a signature is the one of the specification's own example", () => {
  const headers = signWebhook({
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    atMs: 1_614_265_330_999,
    body: '{"test": 2432232314}',
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  });
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("while a secret is rotated, receivers with either accept it, with a third nobody does", () => {
  const [old, next, other] = [1, 2, 3].map((byte) => toWebhookSecret(new Uint8Array(32).fill(byte))) as [
    string,
    string,
    string,
  ];
  const body = '{"type":"lead.assigned","data":{"name":"Ünïcode 💡"}}';
  const headers = signWebhook({ id: "msg_1", atMs: new Date().getTime(), body, secrets: [next, old] });
  for (const secret of [old, next]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(other).verify(body, headers)).toThrow("No matching signature");
  expect(() => new Webhook(next).verify(`${body} `, headers)).toThrow("No matching signature");
});

test("an id that would let somebody move what is signed is refused", () => {
  expect(() => signWebhook({ id: "msg_1.2", atMs: 0, body: "{}", secrets: [] })).toThrow("no full stop");
});
