import * as z from "zod";
import { ACCOUNT_ID_PATTERN, accountRule, prefixRule } from "../names/aws-names";
import { folderRule } from "../names/folders";
import { absolutePathRule } from "../names/local-names";
import { mapping, stringWithPattern, stringWithRules } from "../schema-parts";

const action = z.enum(["deliver", "junk", "quarantine", "hold"]);
const folder = stringWithRules(folderRule);

export const importerShape = {
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
    .meta({
      description:
        "What happens to a message by SES's verdicts: deliver, junk, quarantine, or hold (the message stays in the bucket).",
    }),
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
  keyPerHost: z.boolean().optional().meta({
    description:
      "Whether each mail host has an IAM user of its own, which may list, get and delete the mail of that host's mailboxes only.",
  }),
  ignorePrefixes: z.array(stringWithRules(prefixRule)).default([]).meta({
    description: "Key prefixes of objects that are not mail; the importer does not report these objects.",
  }),
};
