import Table from "cli-table3";
import pc from "picocolors";

/** A table in plain lines. Columns whose cells are all figures are aligned to the right. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isFigures = (column: number) => rows.length > 0 && rows.every((row) => /^[-–\d]/.test(row[column] ?? "-"));
  const table = new Table({
    head: head.map((cell) => pc.bold(cell)),
    colAligns: head.map((_, column) => (isFigures(column) ? "right" : "left")),
    // The library dims also what goes to a file or a pipe.
    style: { head: [], border: pc.isColorSupported ? ["dim"] : [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
