import { html } from "hono/html";

import { type Page, renderPage } from "./layout.ts";

const EMPLOYEES = ["1-10", "11-50", "51-200", "201-500", "501-1000", "1,000+"] as const;

interface DemoForm {
  readonly sourceName: string;
  readonly label: string;
  readonly nonce: string;
  /** Where the form stands: campaign and partner of the link that led there go with the lead. */
  readonly pageUrl: string;
}

/** A form to try intake with, as it would stand on a marketing site. No script: it posts as any form does. */
export function renderDemoForm({ sourceName, label, nonce, pageUrl }: DemoForm): Page {
  return renderPage(
    label,
    nonce,
    html`<h1>${label}</h1>
      <p>This form posts to Pointsman's intake. Only the e-mail address is required.</p>
      <form method="post" action="/v1/leads/${sourceName}">
        <input type="hidden" name="page_url" value="${pageUrl}" />
        ${textField("First name", "first_name", "given-name")} ${textField("Last name", "last_name", "family-name")}
        <label class="wide"
          >Work e-mail
          <input name="email" type="email" autocomplete="email" required />
        </label>
        ${textField("Company", "company", "organization")} ${textField("Job title", "job_title", "organization-title")}
        <label
          >Employees
          <select name="employees">
            <option value="">Choose</option>
            ${EMPLOYEES.map((range) => html`<option>${range}</option>`)}
          </select>
        </label>
        ${textField("Industry", "industry", "off")} ${textField("Country", "country", "country-name")}
        ${textField("State or region", "state", "address-level1")}
        ${textField("Product of interest", "product_interest", "off")}
        ${textField("Partner code", "partner_code", "off")}
        <label class="wide"
          >Message
          <textarea name="message" rows="3"></textarea>
        </label>
        <button class="wide">Send</button>
      </form>`,
  );
}

function textField(label: string, name: string, autocomplete: string): Page {
  return html`<label>${label} <input name="${name}" autocomplete="${autocomplete}" /></label>`;
}
