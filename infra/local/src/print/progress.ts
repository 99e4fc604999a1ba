import { MultiBar, Presets } from "cli-progress";

/** Progress of known length: a bar that stays below what is printed; without a terminal a line each tenth. */
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
  return {
    print: (line) => process.stdout.write(`${line}\n`),
    advance: (by = 1) => {
      const passed = Math.floor((done + by) / step) > Math.floor(done / step);
      done += by;
      if (passed || done === total) process.stdout.write(`${title}: ${done} of ${total}\n`);
    },
    done: () => {},
  };
}
