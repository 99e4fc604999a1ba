/** The one place where the commands write: results to standard output, complaints to standard error. */
export const out = {
  line: (text = ""): void => {
    process.stdout.write(`${text}\n`);
  },
  /** As it is, without a line's end. */
  text: (text: string): void => {
    process.stdout.write(text);
  },
  error: (text: string): void => {
    process.stderr.write(`${text}\n`);
  },
};
