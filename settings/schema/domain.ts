import * as z from "zod";
import { hostedZoneRule } from "../names/aws-names";
import { declaredDomainRule, domainRule, mailHostRule } from "../names/domain-names";
import { mapping, stringWithRules } from "../schema-parts";
import { usersSchema } from "./user";

/** The MX preference has 16 bits (RFC 1035 section 3.3.9). */
const preference = z.int().min(0).max(65_535);
export const primaryShape = {
  host: stringWithRules(mailHostRule).meta({
    description: "Name of your mail server, as in the MX record.",
  }),
  preference: preference.default(10).meta({ description: "MX preference; senders try the lowest first." }),
};

export const domainShape = {
  name: stringWithRules(declaredDomainRule).meta({
    description: "A domain whose mail you receive, such as example.org; .example.org stands for all of its subdomains.",
  }),
  aliasOf: stringWithRules(domainRule).optional().meta({
    description: "Another of your domains; this domain has all of its addresses and its catch-all.",
  }),
  catchAll: usersSchema.optional().meta({
    description:
      "User (or users) whose mailbox gets the mail for unknown addresses of this domain; [] for none. Default: unknownRecipients.",
  }),
  primary: z.array(mapping(primaryShape)).min(1).meta({ description: "Your own mail servers." }),
  standbyPreference: preference.default(100).meta({
    description: "MX preference of the standby, higher than every primary's; each further region gets the next number.",
  }),
  dns: z
    .union(
      [
        z.literal("elsewhere"),
        mapping({ route53: stringWithRules(hostedZoneRule).meta({ description: "Name or id of the hosted zone." }) }),
      ],
      {
        error: "elsewhere, or { route53: zone name or id }",
      },
    )
    .meta({ description: "{ route53: zone name or id }, or elsewhere: then the lines to publish are printed." }),
};
