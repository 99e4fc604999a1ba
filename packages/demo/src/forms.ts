import type { Form } from "@pointsman/contracts/form";

type DemoForm = Pick<Form, "id" | "label" | "thankYou" | "ownerRepId"> & Partial<Form>;

/** Where the demo's leads come from: what the edge's own configuration (`apps/intake/wrangler.jsonc`) says too. */
export const forms: readonly DemoForm[] = [
  {
    id: "demo-form",
    label: "Demo request",
    thankYou: "Thank you. The right person will write to you within a minute.",
    revealRep: true,
    ownerRepId: "rep_sarah-l",
  },
  {
    id: "contact-form",
    label: "Contact",
    thankYou: "Thank you. We will be in touch.",
    allowedOrigins: ["https://www.example.com"],
    redirectUrl: "https://www.example.com/thank-you",
    ownerRepId: null,
  },
  {
    id: "website-api",
    label: "Website API",
    thankYou: "Thank you.",
    trusted: true,
    revealRep: true,
    keySha256: ["14485060c78a7c4b158dcadbf5973e7a2aa1add5b00ef8ac440f56e4b3e0cfa8"],
    ownerRepId: null,
  },
];
