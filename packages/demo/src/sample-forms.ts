import type { SampleLead } from "./sample-leads.ts";

/** What a visitor has to say, before a form gives the fields their names. Absent is what he left empty. */
export interface Draft {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly company?: string;
  readonly employees?: number | string;
  readonly country?: string;
  readonly region?: string;
  readonly postcode?: string;
  readonly phone?: string;
  readonly jobTitle?: string;
  readonly vertical?: string;
  readonly interest?: string;
  readonly message?: string;
  /** The page that the form stood on, with what its link carried. */
  readonly pageUrl?: string;
  /** Campaign parameters that the page put into hidden fields of their own. */
  readonly hidden?: Readonly<Record<string, string>>;
}

type Field = keyof Omit<Draft, "hidden">;

/** A form, and how it names its fields. */
export interface SampleForm {
  readonly contentType: SampleLead["contentType"];
  /** How often it is used, relative to the others. */
  readonly weight: number;
  /** `name`: first and last name travel as one field of that name. */
  readonly names: Readonly<Record<Exclude<Field, "firstName" | "lastName">, string>> &
    ({ readonly firstName: string; readonly lastName: string } | { readonly name: string });
}

/** The forms of the demo company's website: a single-page app, a classic form, a landing page and a no-code widget. */
export const SAMPLE_FORMS = {
  app: {
    contentType: "json",
    weight: 40,
    names: {
      firstName: "firstName",
      lastName: "lastName",
      email: "email",
      company: "company",
      employees: "employees",
      country: "country",
      region: "state",
      postcode: "zip",
      phone: "phone",
      jobTitle: "jobTitle",
      vertical: "vertical",
      interest: "productInterest",
      message: "message",
      pageUrl: "page_url",
    },
  },
  classic: {
    contentType: "form",
    weight: 35,
    names: {
      firstName: "first_name",
      lastName: "last_name",
      email: "Email",
      company: "company_name",
      employees: "company_size",
      country: "country",
      region: "state",
      postcode: "zip_code",
      phone: "phone",
      jobTitle: "job_title",
      vertical: "industry",
      interest: "product_interest",
      message: "comments",
      pageUrl: "page_url",
    },
  },
  landing: {
    contentType: "multipart",
    weight: 15,
    names: {
      name: "name",
      email: "work_email",
      company: "company",
      employees: "number_of_employees",
      country: "country",
      region: "region",
      postcode: "postcode",
      phone: "phone_number",
      jobTitle: "title",
      vertical: "vertical",
      interest: "interest",
      message: "message",
      pageUrl: "page_url",
    },
  },
  widget: {
    contentType: "json",
    weight: 10,
    names: {
      name: "Full Name",
      email: "Work E-mail",
      company: "Company Name",
      employees: "Company Size",
      country: "Country",
      region: "State/Province",
      postcode: "ZIP",
      phone: "Phone Number",
      jobTitle: "Job Title",
      vertical: "Industry",
      interest: "Interested in",
      message: "How can we help?",
      pageUrl: "page_url",
    },
  },
} as const satisfies Record<string, SampleForm>;

export type SampleFormName = keyof typeof SAMPLE_FORMS;

/** Fields that a browser sends even if the visitor left them empty. */
const ALWAYS_SENT: ReadonlySet<Field> = new Set<Field>(["company", "employees", "country", "phone", "message"]);

/** Fills the form in. Browsers send text, and empty text for what was left out; apps send numbers, and leave out. */
export function fillForm(formName: SampleFormName, draft: Draft): SampleLead {
  const form: SampleForm = SAMPLE_FORMS[formName];
  const { contentType, names } = form;
  const { firstName, lastName, hidden, ...rest } = draft;
  const fields: Record<string, string | number> =
    "name" in names
      ? { [names.name]: `${firstName} ${lastName}` }
      : { [names.firstName]: firstName, [names.lastName]: lastName };
  for (const [field, name] of Object.entries(names)) {
    const value = valueOf(rest, field);
    if (value !== undefined) fields[name] = contentType === "json" ? value : String(value);
    else if (contentType !== "json" && ALWAYS_SENT.has(field as Field)) fields[name] = "";
  }
  return { contentType, fields: { ...fields, ...hidden } };
}

function valueOf(draft: Omit<Draft, "firstName" | "lastName" | "hidden">, field: string): string | number | undefined {
  return Object.hasOwn(draft, field) ? draft[field as keyof typeof draft] : undefined;
}
