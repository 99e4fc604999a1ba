import type { Queue } from "@pointsman/contracts/organisation";
import type { z } from "zod";

/** One queue is enough: whatever no stage could place waits there, and Elena R. is told of each. */
export const queues: readonly z.input<typeof Queue>[] = [
  { id: "queue_unplaced", name: "Unplaced leads", ownerRepId: "rep_elena-r" },
];
