// Freezes every case of `frozen-cases.ts` that has no file yet: `pnpm --filter @pointsman/router-core freeze`. Files that
// are there stay as they are: later versions must replay them.
import { FROZEN_CASES } from "./frozen-cases.ts";
import { freezeRecords } from "./frozen-records.ts";

// oxlint-disable no-console -- a script talks to whoever runs it, and packages have no process
const added = freezeRecords(FROZEN_CASES);
console.log(added.length === 0 ? "Every case is frozen already." : `Frozen:\n${added.join("\n")}`);
