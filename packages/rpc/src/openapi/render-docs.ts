import { html, raw } from "hono/html";

import type { JsonSchema } from "./to-json-schemas.ts";
import type { OpenApiDocument, Operation } from "./to-openapi.ts";
import { writeType } from "./write-type.ts";

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 15rem minmax(0, 1fr); font: 15px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav a { display: block; font-size: 13px; text-decoration: none; color: inherit; }
nav b { display: block; margin-top: .75rem; }
main { padding: 1rem 2rem 4rem; max-width: 60rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h3 { font-family: ui-monospace, monospace; font-size: 15px; margin: 0; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px; font-size: 13px; white-space: pre-wrap; }
small { opacity: .75; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } }
`;

interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly operation: Operation;
}

/** The document as one page that people can read: no script, and nothing from elsewhere. */
export async function renderDocs(document: OpenApiDocument): Promise<string> {
  const calls = Object.entries(document.paths).flatMap(([path, { get, post }]): readonly Call[] => [
    ...(get === undefined ? [] : [{ method: "GET", path, operation: get } as const]),
    ...(post === undefined ? [] : [{ method: "POST", path, operation: post } as const]),
  ]);
  const types = new Set(Object.keys(document.components.schemas));
  const byTag = Map.groupBy(calls, ({ operation }) => operation.tags[0] ?? "");
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${document.info.title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <nav>
          <a href="/openapi.json">openapi.json</a>
          ${[...byTag].map(([tag, some]) => html`<b>${tag}</b>${some.map(renderLink)}`)}
          <b>types</b>
          ${Object.keys(document.components.schemas).map((name) => html`<a href="#${name}">${name}</a>`)}
        </nav>
        <main>
          <h1>${document.info.title} <small>${document.info.version}</small></h1>
          ${document.info.description.split("\n\n").map((text) => html`<p>${renderText(text)}</p>`)}
          ${calls.map((call) => renderCall(call, types))}
          <h2>Types</h2>
          ${Object.entries(document.components.schemas).map((entry) => renderSchema(entry, types))}
        </main>
      </body>
    </html>`;
  return page.toString();
}

function renderLink({ operation }: Call) {
  return html`<a href="#${operation.operationId}">${operation.operationId.replace(/^[^.]*\./, "")}</a>`;
}

function renderCall({ method, path, operation }: Call, types: TypeNames) {
  const input = inputOf(operation);
  const output = outputOf(operation);
  const errors = Object.entries(operation.responses).filter(([status]) => status !== "200");
  return html`<section id="${operation.operationId}">
    <h3>${operation.operationId}</h3>
    <p>${renderText(operation.description)}</p>
    <pre>${writeCurl(method, path, input !== undefined)}</pre>
    ${
      input === undefined
        ? ""
        : html`<small>takes</small>
            <pre>${renderType(input, types)}</pre>`
    }
    <small>answers</small>
    <pre>${renderType(output, types)}</pre>
    <small
      >${errors.map(([status, { description }]) => `${status} ${description}`.replaceAll("`", "")).join(" · ")}</small
    >
  </section>`;
}

function renderSchema([name, schema]: readonly [string, JsonSchema], types: TypeNames) {
  return html`<section id="${name}">
    <h3>${name}</h3>
    <pre>${renderType(schema, types)}</pre>
  </section>`;
}

type TypeNames = ReadonlySet<string>;

/** A type whose parts lead to where they are described. */
function renderType(schema: unknown, types: TypeNames) {
  const words = writeType(schema).split(/\b([A-Z]\w+)\b/);
  return words.map((word) => (types.has(word) ? html`<a href="#${word}">${word}</a>` : word));
}

/** What stands between backticks is code. */
function renderText(text: string) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

function writeCurl(method: "GET" | "POST", path: string, takesInput: boolean): string {
  const key = '-H "Authorization: Bearer $KEY"';
  if (method === "GET") {
    const input = takesInput ? " -G --data-urlencode 'input={…}'" : "";
    return `curl ${key}${input} $ROUTER_URL${path}`;
  }
  return `curl ${key} -H 'Content-Type: application/json' -d '{…}' $ROUTER_URL${path}`;
}

function inputOf({ parameters, requestBody }: Operation): unknown {
  return dig(parameters?.[0] ?? requestBody, ["content", "application/json", "schema"]);
}

function outputOf({ responses }: Operation): unknown {
  const content = dig(responses["200"], ["content"]);
  const data = ["application/json", "schema", "properties", "result", "properties", "data"];
  return dig(content, data) ?? dig(content, ["text/event-stream", "x-event"]);
}

function dig(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
