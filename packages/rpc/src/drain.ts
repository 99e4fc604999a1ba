/** One thing that is let come to its end. */
export interface DrainStep {
  readonly name: string;
  readonly end: () => Promise<void>;
}

/**
 * Ends the steps in their order, each once the one before has ended.
 *
 * @returns null, or the name of the step that was under way when the time was up
 * @throws what a step throws
 */
export async function drainInOrder(steps: readonly DrainStep[], timeoutMs: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  let current = "";
  let isLate = false;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      resolve();
    }, timeoutMs);
  });
  try {
    for (const { name, end } of steps) {
      current = name;
      await Promise.race([end(), late]);
      if (isLate) return current;
    }
    return null;
  } finally {
    clearTimeout(timer);
  }
}
