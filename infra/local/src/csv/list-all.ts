/** A page of a list of the API, whose entries stand under `K`. */
type Page<K extends string, T> = { readonly [key in K]: readonly T[] } & { readonly nextCursor: string | null };

/** All entries of a list of the API. */
export async function listAll<K extends string, T>(
  read: (cursor: string | undefined) => Promise<Page<K, T>>,
  key: K,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Page<K, T> = await read(cursor);
    all.push(...page[key]);
    cursor = page.nextCursor;
  }
  return all;
}
