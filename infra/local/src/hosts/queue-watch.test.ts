import { expect, test } from "vitest";

import { QueueWatch } from "./queue-watch.ts";

test("counts leads that entered the queue and have not left it", () => {
  const queue = new QueueWatch();
  queue.read('{"event":"lead_queued","leadId":"lead_1"}\n');
  queue.read('{"event":"lead_queued","leadId":"lead_2"}');
  queue.read('{"event":"batch_failed","leads":1}');
  queue.read("not a log line of ours");
  expect(queue.waiting).toBe(2);
  queue.read('{"event":"queued_lead_routed","leadId":"lead_1"}');
  queue.read('{"event":"queued_lead_routed","leadId":"lead_1"}');
  expect(queue.waiting).toBe(1);
  queue.read('{"event":"dead_letter","leadId":"lead_2","messageId":"2"}');
  expect(queue.waiting).toBe(0);
  queue.read('{"event":"key_conflict","leadId":"lead_3"}');
  queue.read('{"event":"lead_queued","leadId":"lead_3"}');
  expect(queue.waiting).toBe(0);
});
