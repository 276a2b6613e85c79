import * as z from "zod";
import { alertsSchema } from "./alerts";
import { QUEUE_NAME_PATTERN, queueNameRule, RULE_SET_NAME_PATTERN, ruleSetNameRule } from "./names/aws-names";
import { DEFAULT_BUCKET, DEFAULT_MAILDIR } from "./names/derived-names";
import { templateRule } from "./names/local-names";
import { delimiterRule } from "./delimiter";
import { mapping, stringWithPattern, stringWithRules, withRule } from "./schema-parts";
import { RECEIVING_REGIONS, regionRule } from "./names/regions";
import { monitoringSchema } from "./monitoring";
import { stateRule } from "./names/terraform-state";
import { doctorShape } from "./schema/doctor";
import { domainShape } from "./schema/domain";
import { importerShape } from "./schema/importer";
import { destinationSchema, mailboxShape, nameSchemas } from "./schema/mailbox";
import { stateShape } from "./schema/terraform-state";
import { usersSchema } from "./schema/user";

const days = z.int().min(1).max(36_500);

export const settingsShape = {
  regions: z
    .array(stringWithRules(regionRule).meta({ enum: RECEIVING_REGIONS }))
    .min(1)
    .meta({ description: "Regions in which SES receives your mail; most operators need one." }),
  domains: z.array(mapping(domainShape)).min(1).meta({ description: "Your domains." }),
  mailboxes: z
    .array(mapping(mailboxShape))
    .min(1)
    .meta({ description: "Your users' mailboxes, one entry for each Maildir." }),
  mailboxDefaults: mapping({
    host: mailboxShape.host,
    maildir: nameSchemas.maildir.default(DEFAULT_MAILDIR),
    destination: destinationSchema.default("maildir"),
    owner: mailboxShape.owner,
    ruleName: mailboxShape.ruleName,
    prefix: mailboxShape.prefix,
  })
    .prefault({})
    .meta({ description: "Defaults for all mailboxes." }),
  unknownRecipients: z
    .union(
      [
        z.literal("refuse"),
        mapping({ catchAll: usersSchema.meta({ description: "User (or users) whose mailbox gets the mail." }) }),
      ],
      {
        error: "refuse, or { catchAll: user }",
      },
    )
    .default("refuse")
    .meta({
      description:
        "What happens to addresses that no mailbox has, in each domain without a catchAll of its own: refuse, or { catchAll: user }.",
    }),
  aliases: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)], { error: "a user, or a list of users" }))
    .default({})
    .meta({
      description:
        "Addresses of several mailboxes, as in /etc/aliases: family: [alice, bob]. Each mailbox gets each message; a target is a user, an address of a mailbox, or another alias.",
    }),
  recipientDelimiter: stringWithRules(delimiterRule).default("+").meta({
    description:
      'The characters between an address and its label at your own server: "+", "-", several, or "" for none.',
  }),
  bucket: stringWithRules(templateRule("domain")).default(DEFAULT_BUCKET).meta({
    description: "Bucket in which mail waits; {domain} is the first domain; further regions get -<region> appended.",
  }),
  ruleSet: stringWithPattern(ruleSetNameRule, RULE_SET_NAME_PATTERN)
    .default("main-ruleset")
    .meta({ description: "Name of the receipt rule set." }),
  retention: mapping({
    deletedDays: days.default(30).meta({ description: "Days for which an imported message can still be recovered." }),
    waitingDays: days.optional().meta({ description: "Days after which waiting mail expires. Default: never." }),
  })
    .prefault({})
    .meta({ description: "How long the bucket keeps mail." }),
  tlsPolicy: z.enum(["Optional", "Require"]).default("Optional").meta({
    description: "Require permanently refuses senders without TLS, even if your primary accepts them.",
  }),
  manageActiveRuleSet: z.boolean().default(true).meta({
    description: "false if another team owns the account's active rule set of a region.",
  }),
  preventDestroy: z.boolean().default(true).meta({ description: "Whether Terraform refuses to destroy the bucket." }),
  envelopeQueue: z
    .union(
      [
        z.boolean(),
        mapping({
          name: stringWithPattern(queueNameRule, QUEUE_NAME_PATTERN).meta({
            description: "Name of the queue, and of the topic before it.",
          }),
        }),
      ],
      { error: "true, false, or { name: queue }" },
    )
    .default(false)
    .meta({
      description: "Whether SES also sends the envelope of every message to a queue: true, or { name: queue }.",
    }),
  alerts: alertsSchema.optional().meta({
    description: "Alerts by e-mail when the standby takes over, fails or loses mail. Default: none.",
  }),
  state: z
    .union([z.literal("local"), withRule(mapping(stateShape).partial(), stateRule)], {
      error: "local, { local: path }, or { s3: { bucket, key, region } }",
    })
    .default("local")
    .meta({
      description: "Where Terraform keeps its state: local, or { s3: { bucket, key, region } } with a lock file.",
    }),
  importer: mapping(importerShape).prefault({}).meta({ description: "The importer on the mail server." }),
  monitoring: monitoringSchema.prefault({}).meta({ description: "Where the importer reports its runs." }),
  doctor: mapping(doctorShape)
    .prefault({})
    .meta({ description: "Which resolvers standby-mx doctor asks, and which findings it does not show." }),
  acknowledgedGaps: z.array(z.string().min(1)).default([]).meta({
    description: "Gaps that standby-mx users need not report again, in the words of users diff.",
  }),
};

/** `standby-mx.yaml` as it is written; `Settings` is its meaning. */
export const fileSchema = mapping(settingsShape);
export type SettingsFile = z.output<typeof fileSchema>;
