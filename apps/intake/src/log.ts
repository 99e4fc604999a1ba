/** One structured line. Fields carry ids, codes and counts: never what a person typed. */
export type Log = (event: string, fields: Readonly<Record<string, string | number | boolean>>) => void;
