import type * as worker from "../src/worker.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly LEAD_QUEUE: Queue;
      readonly DEAD_LETTER_QUEUE: Queue;
    }
    interface GlobalProps {
      readonly mainModule: typeof worker;
    }
  }
}
