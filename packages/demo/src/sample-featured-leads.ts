import { fillForm } from "./sample-forms.ts";
import type { SampleLead } from "./sample-leads.ts";

/** The first leads of the file, written by hand: one for each thing that the demo organisation is there to show. */
export const featuredLeads: readonly SampleLead[] = [
  // No account on file, West, 200–500 employees, RevOps: Jordan K., who covers it and is the specialist.
  fillForm("app", {
    firstName: "Jordan",
    lastName: "M.",
    email: "jordan.m@prismanalytics.example",
    company: "Prism Analytics",
    employees: 350,
    country: "US",
    region: "California",
    jobTitle: "VP Revenue Operations",
    vertical: "RevOps",
    interest: "demo",
    message: "We route 400 leads a week by hand. Could we see Pointsman with our own territories?",
    pageUrl: "https://www.pointsman-demo.example/demo?utm_source=google&utm_medium=cpc&utm_campaign=fall-launch",
  }),
  // A customer of EMEA asks for the US product: the West rep, with the EMEA CSM copied.
  fillForm("classic", {
    firstName: "Casey",
    lastName: "Underhill",
    email: "casey.underhill@apexcorp.example",
    company: "Apex Corp",
    employees: "201–500",
    country: "USA",
    region: "CA",
    vertical: "Financial Services",
    interest: "Request a demo",
    message: "Our London office uses you already; we would like the US product here.",
  }),
  // A customer with AE and CSM: both.
  fillForm("app", {
    firstName: "Nadia",
    lastName: "Okafor",
    email: "nadia.okafor@quillmark.example",
    company: "Quillmark Systems",
    employees: 620,
    country: "us",
    region: "ny",
    vertical: "Software / SaaS",
    interest: "pricing",
  }),
  // Lost, and its rep has left: the territory's rep.
  fillForm("classic", {
    firstName: "Theo",
    lastName: "Lindqvist",
    email: "Theo.Lindqvist@brindlemont.example",
    company: "Brindlemont Health",
    employees: "51-200",
    country: "United States",
    region: "Washington",
    vertical: "Healthcare",
    interest: "Contact sales",
  }),
  // Lost, and its rep is still here: that rep.
  fillForm("widget", {
    firstName: "Ines",
    lastName: "Castillo",
    email: "ines@ferrowell.example",
    company: "Ferrowell Freight",
    employees: "200 to 500",
    country: "United States",
    region: "IL",
    vertical: "Transportation",
    interest: "Contact sales",
  }),
  // A partner whose manager works his leads.
  fillForm("landing", {
    firstName: "Quentin",
    lastName: "Marsh",
    email: "quentin.marsh@ashvalefoods.example",
    company: "Ashvale Foods",
    employees: "100-199 employees",
    country: "US",
    region: "Texas",
    interest: "Free trial",
    pageUrl: "https://www.pointsman-demo.example/demo?partner=CAIRN&utm_source=cairnwell&utm_medium=partner",
  }),
  // A partner whose leads go to the territory's rep.
  fillForm("landing", {
    firstName: "Grace",
    lastName: "Dalton",
    email: "g.dalton@lindenvalemedia.example",
    company: "Lindenvale Media",
    employees: "200-500",
    country: "usa",
    region: "GA",
    interest: "Demo request",
    pageUrl: "https://www.pointsman-demo.example/demo?partner=lantern&utm_source=lanternway&utm_medium=partner",
  }),
  // A country that no territory covers.
  fillForm("app", {
    firstName: "Inês",
    lastName: "Araújo",
    email: "ines.araujo@saffronvale.example",
    company: "Saffronvale Payments",
    employees: 240,
    country: "Brasil",
    vertical: "Fintech",
    interest: "Request a demo",
  }),
  // A territory whose enterprise segment nobody covers.
  fillForm("classic", {
    firstName: "Søren",
    lastName: "Ørsted-Bæk",
    email: "soren@hazelvaleenergy.example",
    company: "Hazelvale Energy",
    employees: "1,000+",
    country: "Denmark",
    vertical: "Manufacturing",
    interest: "Pricing",
  }),
  // The account's owner is away and has no backup: the lead is held for him.
  fillForm("classic", {
    firstName: "Callum",
    lastName: "Abbott",
    email: "callum.abbott@copperlane.example",
    company: "Copperlane Payments",
    employees: "51-200",
    country: "uk",
    vertical: "Banking & insurance",
    interest: "Contact sales",
  }),
];
