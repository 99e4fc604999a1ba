import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** A page, escaped. */
export type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

/** One small sheet in the page itself: nothing is fetched from elsewhere. Colours hold WCAG AA in both schemes. */
const STYLE = `
:root { color-scheme: light dark; --ink: #14213d; --paper: #f6f7fb; --card: #fff; --line: #7a839c; --accent: #1d4ed8; --warn: #b42318 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf6; --paper: #0e1424; --card: #182038; --line: #8d98b8; --accent: #8fb0ff; --warn: #ff9d92 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
main { width: min(34rem, calc(100vw - 2rem)); margin: 2rem 0; padding: 2rem; background: var(--card); border-radius: 14px;
  box-shadow: 0 1px 2px #0002, 0 12px 32px #0001 }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25 }
p { margin: .5rem 0 }
form { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; margin-top: 1.5rem }
label { display: grid; gap: .25rem; font-weight: 600; font-size: .9rem }
.wide { grid-column: 1 / -1 }
input, select, textarea { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: 8px; padding: .55rem .7rem; width: 100% }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
button { font: inherit; font-weight: 600; padding: .7rem 1rem; border: 0; border-radius: 8px; background: var(--accent);
  color: var(--card); cursor: pointer }
a { color: var(--accent) }
.fault { border-left: 4px solid var(--warn); padding-left: .75rem }
.quiet { font-size: .85rem; opacity: .8; overflow-wrap: anywhere }
`;

/** The frame of every page. `nonce` is the one of the page's Content-Security-Policy. */
export function renderPage(title: string, nonce: string, content: Page): Page {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style nonce="${nonce}">
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`;
}

/**
 * No script, nothing from elsewhere. `form-action` is left open: browsers apply it to redirects too, and a form
 * may end on the company's own thank-you page.
 */
export function toPolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'`;
}
