import { createHash } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** Where data lives between starts, unless `--data` says otherwise. */
export function defaultDataDir(): string {
  const beside = join(ROOT, ".pointsman");
  if (userInfo().uid !== 0 || isOpenToOthers(ROOT)) return beside;
  // As root, Postgres runs as another user, who cannot pass through a folder that is root's alone.
  const name = createHash("sha256").update(ROOT).digest("hex").slice(0, 12);
  return join("/var/tmp", `pointsman-${name}`);
}

/** Every folder on the way may be passed by everybody. */
function isOpenToOthers(folder: string): boolean {
  const { root } = parse(folder);
  for (let at = folder; at !== root; at = dirname(at)) {
    // oxlint-disable-next-line no-bitwise -- a file mode is a bit set
    if ((statSync(at).mode & constants.S_IXOTH) === 0) return false;
  }
  accessSync(folder, constants.W_OK);
  return true;
}
