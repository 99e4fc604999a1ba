import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DockerfileParser, type From, type JSONInstruction } from "dockerfile-ast";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { ROOT } from "../src/paths.ts";

const FOLDER = join(ROOT, "infra/docker");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".Dockerfile"));

const { catalog } = z
  .object({ catalog: z.record(z.string(), z.string()) })
  .parse(parse(readFileSync(join(ROOT, "pnpm-workspace.yaml"), "utf8")));
const { packageManager } = z
  .object({ packageManager: z.string() })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));

test("there is an image for each service that runs on a server", () => {
  expect(names).toEqual(["analytics.Dockerfile", "router.Dockerfile"]);
});

describe.each(names)("%s", (name) => {
  const file = DockerfileParser.parse(readFileSync(join(FOLDER, name), "utf8"));
  const instructions = file.getInstructions();
  const last = instructions.slice(instructions.findLastIndex((line) => line.getKeyword() === "FROM"));
  const argumentsOf = (keyword: string) =>
    last.filter((line) => line.getKeyword() === keyword).map((line) => line.getArgumentsContent() ?? "");
  const jsonOf = (keyword: string): readonly string[] => {
    const line = last.find((entry): entry is JSONInstruction => entry.getKeyword() === keyword);
    return line?.getJSONStrings().map((entry) => entry.getJSONValue()) ?? [];
  };

  test("begins with the Node that everything else runs on, in each stage", () => {
    const stages = instructions.filter((line): line is From => line.getKeyword() === "FROM");
    expect(stages.map((stage) => stage.getImage())).toEqual(stages.map(() => `node:${catalog["node"]}-bookworm-slim`));
    expect(stages.length).toBeGreaterThan(1);
  });

  test("installs what the lock file says, with the pnpm that wrote it", () => {
    const runs = instructions.filter((line) => line.getKeyword() === "RUN").map((line) => line.getArgumentsContent());
    expect(runs).toContain(`npm install --global ${packageManager}`);
    expect(runs.join("\n")).toMatch(/pnpm install --frozen-lockfile --prod --filter-prod @pointsman\/\w+\.\.\./);
  });

  test("runs as nobody special, and says whether it is alive", () => {
    expect(argumentsOf("USER")).toEqual(["node"]);
    expect(argumentsOf("HEALTHCHECK").join("")).toContain(`127.0.0.1:${argumentsOf("EXPOSE")[0]}/health/live`);
    expect(argumentsOf("COPY")).toEqual(["/app /app"]);
  });

  test("starts a file that is there, as process 1, which gets the signals", () => {
    expect(jsonOf("ENTRYPOINT")[0]).toBe("node");
    expect(jsonOf("CMD").map((path) => existsSync(join(ROOT, path)))).toEqual([true]);
  });

  test("takes no secrets and no other machine's packages along", () => {
    const ignored = readFileSync(join(FOLDER, `${name}.dockerignore`), "utf8").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".git", ".pointsman", "**/.env", "**/node_modules"]));
  });
});
