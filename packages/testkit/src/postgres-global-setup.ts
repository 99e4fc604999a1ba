import type { TestProject } from "vitest/node";

import { createTemplate, startTestPostgres, type PostgresTemplate } from "./postgres.ts";

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to
  interface ProvidedContext {
    /** What `cloneTemplate` copies; read it with `inject("postgresTemplate")`. */
    postgresTemplate: PostgresTemplate;
  }
}

/**
 * The `setup` of a vitest `globalSetup` file: one server for the whole run, one migrated template.
 *
 * ```ts
 * export const setup = createPostgresSetup(migrate);
 * ```
 */
export function createPostgresSetup(migrate: (url: string) => Promise<unknown>) {
  return async (project: TestProject): Promise<() => Promise<void>> => {
    const server = await startTestPostgres();
    project.provide("postgresTemplate", await createTemplate(server.adminUrl, migrate));
    return async () => {
      await server[Symbol.asyncDispose]();
    };
  };
}
