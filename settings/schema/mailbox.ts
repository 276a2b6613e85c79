import * as z from "zod";
import { addressRule } from "../names/addresses";
import { prefixRule, prefixTemplateRule } from "../names/aws-names";
import { argumentRule, destinationRule, lmtpRule, programRule, smtpRule } from "../names/destinations";
import { hostRule } from "../names/hosts";
import { absolutePathRule, MAX_UID, ownerRule, templateRule } from "../names/local-names";
import { mapping, stringWithRules, withRule } from "../schema-parts";
import { userSchema } from "./user";

const inNames = templateRule("user", "local", "domain");
export const nameSchemas = {
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
export const destinationSchema = z
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

export const mailboxShape = {
  user: userSchema.meta({
    description: "The user; also names the mailbox in commands. A virtual user's name is an address: info@example.org.",
  }),
  addresses: z.array(stringWithRules(addressRule)).min(1).optional().meta({
    description:
      "Every address of this mailbox: local parts, or full addresses when there are several domains. Default: the user, if that is an address; aliases adds addresses.",
  }),
  host: stringWithRules(hostRule).optional().meta({
    description:
      "Name of the mail server that has this mailbox, as hostname prints it there. Only with several mail servers; then all mailboxes need it.",
  }),
  maildir: nameSchemas.maildir.optional(),
  destination: destinationSchema.optional(),
  owner: withRule(
    z.union([z.string(), z.int().meta({ minimum: 0, maximum: MAX_UID })], { error: ownerRule("")?.expected }),
    ownerRule,
  )
    .optional()
    .meta({
      description: "user[:group] or uid[:gid] of new files. Default: the owner of the Maildir, but not root.",
    }),
  ruleName: nameSchemas.ruleName.optional(),
  prefix: nameSchemas.prefix.optional(),
  formerPrefixes: z.array(stringWithRules(prefixRule)).optional().meta({
    description: "Key prefixes under which older mail of this mailbox waits, such as the user's former name.",
  }),
};
