import type { Problem } from "@pointsman/contracts/error";
import { html } from "hono/html";

import { type Page, renderPage } from "./layout.ts";

/** What a browser shows once its form was taken. */
export function renderThankYou(text: string, nonce: string): Page {
  return renderPage(
    "Thank you",
    nonce,
    html`<h1>Thank you</h1>
      <p role="status">${text}</p>`,
  );
}

/** What a browser shows where its form was not taken: which field, what would be right, and a way back. */
export function renderProblem(problem: Problem, nonce: string, backUrl: string | undefined): Page {
  return renderPage(
    problem.title,
    nonce,
    html`<h1>${problem.title}</h1>
      <div role="alert" class="fault">
        <p>${problem.detail}</p>
        ${problem.errors?.map(
          ({ field, problem, expected }) =>
            html`<p><strong>${field}</strong> ${problem}${expected === undefined ? "" : `; expected ${expected}`}</p>`,
        )}
      </div>
      <p>
        ${backUrl === undefined ? "Go back with your browser to correct it." : html`<a href="${backUrl}">Back to the form</a>`}
      </p>
      <p class="quiet">Request ${problem.requestId}</p>`,
  );
}
