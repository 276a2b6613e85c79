import * as z from "zod";
import { alertsSchema } from "./alerts";
import { addressRule } from "./names/addresses";
import {
  ACCOUNT_ID_PATTERN,
  accountRule,
  BUCKET_NAME_PATTERN,
  bucketNameRule,
  hostedZoneRule,
  prefixRule,
  prefixTemplateRule,
  QUEUE_NAME_PATTERN,
  queueNameRule,
  RULE_SET_NAME_PATTERN,
  ruleSetNameRule,
} from "./names/aws-names";
import { DEFAULT_BUCKET, DEFAULT_MAILDIR } from "./names/derived-names";
import { argumentRule, destinationRule, lmtpRule, programRule, smtpRule } from "./names/destinations";
import { DATE_PATTERN, dateRule } from "./names/dates";
import { declaredDomainRule, domainRule, mailHostRule } from "./names/domain-names";
import { folderRule } from "./names/folders";
import { absolutePathRule, MAX_UID, ownerRule, templateRule } from "./names/local-names";
import { USER_NAME_PATTERN, userRule } from "./names/users";
import { delimiterRule } from "./delimiter";
import { mapping, stringWithPattern, stringWithRules, withRule } from "./schema-parts";
import { RECEIVING_REGIONS, regionRule } from "./names/regions";
import { monitoringSchema } from "./monitoring";
import { resolverRule } from "./names/resolvers";
import { stateRegionRule, stateRule, stateTextRule } from "./names/terraform-state";

const inNames = templateRule("user", "local", "domain");
const names = {
  maildir: stringWithRules(inNames, absolutePathRule).meta({
    description:
      "Absolute path of the Maildir; {user}, {local} and {domain} stand for the user, the user without its domain, and the domain of the user or else of the first address.",
  }),
  ruleName: stringWithRules(inNames).meta({
    description: "Name of the receipt rule, with the same placeholders. Default: {local}_{domain}.",
  }),
  prefix: stringWithRules(inNames, prefixTemplateRule).meta({
    description: "Key prefix in the bucket, with the same placeholders. Default: the user.",
  }),
};
const user = stringWithPattern(userRule, USER_NAME_PATTERN);
/** Several take each message all of them. */
const users = z.union([user, z.array(user)], { error: "a user, or a list of users" });
/** The MX number has 16 bits (RFC 1035 section 3.3.9). */
const preference = z.int().min(0).max(65_535);
const days = z.int().min(1).max(36_500);

const primary = {
  host: stringWithRules(mailHostRule).meta({
    description: "Name of your mail server, as in the MX record.",
  }),
  preference: preference.default(10).meta({ description: "MX preference; senders try the lowest first." }),
};

const domain = {
  name: stringWithRules(declaredDomainRule).meta({
    description: "A domain whose mail you receive, such as example.org; .example.org stands for all of its subdomains.",
  }),
  aliasOf: stringWithRules(domainRule).optional().meta({
    description: "Another of your domains; this domain has all of its addresses and its catch-all.",
  }),
  catchAll: users.optional().meta({
    description:
      "User (or users) whose mailbox gets the mail for unknown addresses of this domain; [] for none. Default: unknownRecipients.",
  }),
  primary: z.array(mapping(primary)).min(1).meta({ description: "Your own mail servers." }),
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

const destination = z
  .union(
    [
      z.literal("maildir"),
      withRule(
        mapping({
          lmtp: stringWithRules(lmtpRule).meta({
            description: "Where the LMTP server listens: a socket's path, or host:port.",
          }),
          smtp: stringWithRules(smtpRule).meta({
            description: "Where your SMTP server listens: host:port.",
          }),
          recipients: z.enum(["envelope", "mailbox"]).meta({
            description:
              "The recipients that the server gets: all of the message's envelope (the default with smtp; several addresses need the envelopeQueue), or the mailbox's first address (the default with lmtp).",
          }),
          command: z.tuple([stringWithRules(programRule)], stringWithRules(argumentRule)).meta({
            description:
              "A program and its arguments, started without a shell; the program gets each message on standard input.",
          }),
          onUnknown: z.enum(["resend", "hold"]).meta({
            description: "What to do if the delivery status of a message is unknown after a crash: resend, or hold.",
          }),
        }).partial(),
        destinationRule,
      ),
    ],
    { error: "maildir, { lmtp: socket or host:port }, { smtp: host:port }, or { command: [program, arguments] }" },
  )
  .meta({ description: "Where the mail goes: the Maildir (the default), an LMTP or SMTP server, or a program." });

const mailbox = {
  user: user.meta({
    description: "The user; also names the mailbox in commands. A virtual user's name is an address: info@example.org.",
  }),
  addresses: z.array(stringWithRules(addressRule)).min(1).optional().meta({
    description:
      "Every address of this mailbox: local parts, or full addresses when there are several domains. Default: the user, if that is an address; aliases adds addresses.",
  }),
  maildir: names.maildir.optional(),
  destination: destination.optional(),
  owner: withRule(
    z.union([z.string(), z.int().meta({ minimum: 0, maximum: MAX_UID })], { error: ownerRule("")?.expected }),
    ownerRule,
  )
    .optional()
    .meta({
      description: "user[:group] or uid[:gid] of new files. Default: the owner of the Maildir, but not root.",
    }),
  ruleName: names.ruleName.optional(),
  prefix: names.prefix.optional(),
  formerPrefixes: z.array(stringWithRules(prefixRule)).optional().meta({
    description: "Key prefixes under which older mail of this mailbox waits, such as the user's former name.",
  }),
};

const state = {
  local: stringWithRules(stateTextRule).meta({
    description: "Path of the state file, from the directory of the settings.",
  }),
  s3: mapping({
    bucket: stringWithPattern(bucketNameRule, BUCKET_NAME_PATTERN).meta({
      description: "A bucket that exists already.",
    }),
    key: stringWithRules(stateTextRule).optional().meta({ description: "Key of the state object." }),
    region: stringWithRules(stateRegionRule).meta({ description: "Region of that bucket." }),
  }).meta({ description: "State in S3, locked by a lock file beside it." }),
};

const action = z.enum(["deliver", "junk", "quarantine", "hold"]);
const folder = stringWithRules(folderRule);

const importer = {
  stateDirectory: stringWithRules(absolutePathRule).default("/var/lib/standby-mx").meta({
    description: "Where the importer keeps its journal and its lock, on the mail server.",
  }),
  verdicts: mapping({
    virus: action.default("quarantine").meta({ description: "What happens to a message in which SES found a virus." }),
    spam: action.default("junk").meta({ description: "What happens to a message that SES takes for spam." }),
    dmarcReject: action.default("junk").meta({
      description: "What happens to a message that fails DMARC where the sender's domain wants such mail rejected.",
    }),
  })
    .prefault({})
    .meta({ description: "What SES's verdicts lead to: deliver, junk, quarantine, or hold it in the bucket." }),
  folders: mapping({
    junk: folder.default("Junk").meta({ description: "Folder for junk; / separates the levels of its name." }),
    quarantine: folder.default("Quarantine").meta({ description: "The same for quarantined messages." }),
  })
    .prefault({})
    .meta({ description: "Maildir++ folders of each mailbox, created when needed." }),
  addedHeaders: z.boolean().default(true).meta({
    description: "Whether the importer adds Delivered-To, X-Original-To and X-Standby-MX above each message.",
  }),
  bucketOwner: stringWithPattern(accountRule, ACCOUNT_ID_PATTERN).optional().meta({
    description: "The AWS account of the buckets, twelve digits in quotes: S3 refuses a bucket of another account.",
  }),
  permissionsBoundary: z.boolean().optional().meta({
    description: "Whether the importer's IAM user has the permissions boundary that the bootstrap stack creates.",
  }),
  ignorePrefixes: z.array(stringWithRules(prefixRule)).default([]).meta({
    description: "Key prefixes of objects that are no mail; the importer does not report these objects.",
  }),
};

const doctor = {
  resolvers: z
    .array(stringWithRules(resolverRule))
    .min(1)
    .default(["1.1.1.1", "8.8.8.8"])
    .meta({ description: "DNS resolvers that see what senders see, by IP address; best of two providers." }),
  mute: z
    .array(
      mapping({
        check: z.string().min(1).meta({ description: "Id of a check, as standby-mx doctor --list shows it." }),
        subject: z.string().min(1).optional().meta({
          description: "The domain, mailbox, region or host that the finding is about. Default: all.",
        }),
        until: stringWithPattern(dateRule, DATE_PATTERN).meta({
          description: "The last day on which the finding is muted.",
        }),
        reason: z.string().min(1).meta({ description: "Why the finding is expected." }),
      }),
    )
    .default([])
    .meta({ description: "Findings of standby-mx doctor that are expected; they are counted, not shown." }),
};

const settings = {
  regions: z
    .array(stringWithRules(regionRule).meta({ enum: RECEIVING_REGIONS }))
    .min(1)
    .meta({ description: "Regions in which SES receives your mail; most operators need one." }),
  domains: z.array(mapping(domain)).min(1).meta({ description: "Your domains." }),
  mailboxes: z
    .array(mapping(mailbox))
    .min(1)
    .meta({ description: "Your users' mailboxes, one entry for each Maildir." }),
  mailboxDefaults: mapping({
    maildir: names.maildir.default(DEFAULT_MAILDIR),
    destination: destination.default("maildir"),
    owner: mailbox.owner,
    ruleName: mailbox.ruleName,
    prefix: mailbox.prefix,
  })
    .prefault({})
    .meta({ description: "Defaults for all mailboxes." }),
  unknownRecipients: z
    .union(
      [
        z.literal("refuse"),
        mapping({ catchAll: users.meta({ description: "User (or users) whose mailbox gets the mail." }) }),
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
    .union([z.literal("local"), withRule(mapping(state).partial(), stateRule)], {
      error: "local, { local: path }, or { s3: { bucket, key, region } }",
    })
    .default("local")
    .meta({
      description: "Where Terraform keeps its state: local, or { s3: { bucket, key, region } } with a lock file.",
    }),
  importer: mapping(importer).prefault({}).meta({ description: "The importer on the mail server." }),
  monitoring: monitoringSchema.prefault({}).meta({ description: "Who is told of the importer's runs." }),
  doctor: mapping(doctor)
    .prefault({})
    .meta({ description: "What standby-mx doctor asks, and what it does not report." }),
  acknowledgedGaps: z.array(z.string().min(1)).default([]).meta({
    description: "Gaps that standby-mx users need not report again, in the words of users diff.",
  }),
};

/** `standby-mx.yaml` as it is written; what it means is `Settings`. */
export const fileSchema = mapping(settings);
export type SettingsFile = z.output<typeof fileSchema>;

const hole = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().optional();

/** The same file without its wrong values, so that one fault does not hide another. */
export const partialSchema = z
  .object({
    ...settings,
    regions: z.array(settings.regions.element.optional()),
    domains: z.array(
      hole({
        ...domain,
        primary: z.array(hole(primary)),
        catchAll: z.union([user, z.array(user.optional())]).optional(),
      }),
    ),
    aliases: z.record(z.string(), z.union([z.string(), z.array(z.string().optional())]).optional()),
    mailboxes: z.array(
      hole({
        ...mailbox,
        addresses: z.array(stringWithRules(addressRule).optional()).optional(),
        formerPrefixes: z.array(stringWithRules(prefixRule).optional()).optional(),
      }),
    ),
  })
  .partial();
export type PartialSettings = z.output<typeof partialSchema>;
