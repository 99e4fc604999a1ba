import { MultiBar, Presets } from "cli-progress";

/** How long a plain output is silent at most while something goes on. */
const SILENCE_MS = 3_000;

/** Progress of known length: a bar that stays below what is printed; without a terminal a line each tenth, or each 3 s. */
export interface Progress {
  readonly print: (line: string) => void;
  /** @param by how many are done since the last time */
  readonly advance: (by?: number) => void;
  readonly done: () => void;
}

export function startProgress(title: string, total: number): Progress {
  if (!process.stdout.isTTY) return startPlainProgress(title, total);
  const bars = new MultiBar(
    { format: ` ${title} {bar} {value}/{total}  {eta} s left`, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  const bar = bars.create(total, 0);
  return {
    print: (line) => {
      bars.log(`${line}\n`);
    },
    advance: (by = 1) => bar.increment(by),
    done: () => bars.stop(),
  };
}

function startPlainProgress(title: string, total: number): Progress {
  const step = Math.max(1, Math.round(total / 10));
  let done = 0;
  let toldAt = performance.now();
  return {
    print: (line) => process.stdout.write(`${line}\n`),
    advance: (by = 1) => {
      const passed = Math.floor((done + by) / step) > Math.floor(done / step);
      done += by;
      if (!passed && done !== total && performance.now() - toldAt < SILENCE_MS) return;
      toldAt = performance.now();
      process.stdout.write(`${title}: ${done} of ${total}\n`);
    },
    done: () => {},
  };
}

/** Progress of unknown length, on standard error, as the result may be on the other: one line that moves, or one each 3 s. */
export function startCount(title: string): Pick<Progress, "advance" | "done"> {
  const { stderr } = process;
  let count = 0;
  let toldAt = performance.now();
  return {
    advance: (by = 1) => {
      count += by;
      if (stderr.isTTY) stderr.write(`\r${title}: ${count}`);
      else if (performance.now() - toldAt >= SILENCE_MS) {
        toldAt = performance.now();
        stderr.write(`${title}: ${count}\n`);
      }
    },
    done: () => {
      if (stderr.isTTY && count > 0) stderr.write("\n");
    },
  };
}
