import type { FormField } from "@pointsman/contracts/form";

/**
 * What forms call each field, most telling name first: where a form sends two of them, the first here wins.
 * Written as `toCanonicalName` leaves a name: `Work E-mail`, `work_email` and `workEmail` are all `workemail`.
 */
export const FIELD_ALIASES = {
  email: ["email", "workemail", "businessemail", "emailaddress", "companyemail", "contactemail", "mail", "youremail"],
  firstName: ["firstname", "fname", "givenname", "first", "vorname", "prenom"],
  lastName: ["lastname", "lname", "familyname", "surname", "last", "nachname"],
  name: ["name", "fullname", "yourname", "contactname"],
  phone: ["phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "workphone", "businessphone"],
  jobTitle: ["jobtitle", "title", "role", "position", "jobrole"],
  company: [
    "company",
    "companyname",
    "organization",
    "organisation",
    "organizationname",
    "business",
    "employer",
    "firma",
  ],
  website: ["website", "url", "companywebsite", "companyurl", "webaddress", "domain", "companydomain"],
  employees: [
    "employees",
    "employeecount",
    "numberofemployees",
    "numemployees",
    "companysize",
    "companyemployees",
    "headcount",
    "teamsize",
    "size",
  ],
  country: ["country", "countrycode", "countryregion", "addresscountry", "companycountry", "land"],
  region: ["region", "state", "province", "stateprovince", "stateregion", "addressstate", "addressregion", "statecode"],
  postcode: ["postcode", "zip", "zipcode", "postalcode", "addresszip", "addresspostcode", "addresspostalcode", "plz"],
  vertical: ["vertical", "industry", "sector", "companyindustry"],
  productInterest: ["productinterest", "product", "interest", "interests", "products", "productline", "interestedin"],
  score: ["score", "leadscore"],
  partnerCode: ["partnercode", "partner", "partnerid", "ref", "referralcode", "reseller"],
  utmSource: ["utmsource"],
  utmMedium: ["utmmedium"],
  utmCampaign: ["utmcampaign"],
  utmTerm: ["utmterm"],
  utmContent: ["utmcontent"],
  message: ["message", "comments", "comment", "notes", "question", "description", "details", "howcanwehelp", "body"],
  pageUrl: ["pageurl", "landingpage", "landingpageurl", "pageuri", "formurl", "sourceurl"],
} as const satisfies Readonly<Record<FormField, readonly string[]>>;

/** What only Pointsman itself says of a lead; a caller who sends it is told that it was ignored. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  "leadid",
  "repid",
  "receivedat",
  "qualifiedat",
  "bodyhash",
]);

/** Fields that steer intake and are no part of the lead. */
export const CONTROL_NAMES = { idempotencyKey: "_idempotency_key", redirect: "_redirect" } as const;

/** Lower case, without marks: the form in which names are compared. */
export function toCanonicalName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}
