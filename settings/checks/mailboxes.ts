import { posix } from "node:path";
import { choice } from "../names/choice";
import { defaultMaildir, domainOf } from "../names/derived-names";
import { fillTemplate } from "../names/local-names";
import { type Check, distinct, ofDistinctUsers, places } from "./check";

export const distinctUsers: Check = ({ mailboxes }) =>
  distinct(
    places(["mailboxes"], mailboxes, "user", ({ user }) => user),
    "a user",
    "give all addresses of a user in one entry",
  );

export const distinctMaildirs: Check = ({ mailboxes, mailboxDefaults, domains }) =>
  distinct(
    places(["mailboxes"], ofDistinctUsers(mailboxes), "maildir", ({ maildir, user, addresses }) => {
      const template = maildir ?? mailboxDefaults?.maildir ?? defaultMaildir;
      const domain = domainOf(addresses?.[0] ?? "", domains?.[0]?.name ?? "");
      return posix.resolve(fillTemplate(template, { user: user ?? "", domain }));
    }),
    "a Maildir",
    "give all addresses that are delivered there in one entry",
  );

export const catchAllUser: Check = ({ mailboxes, unknownRecipients }) => {
  if (!mailboxes || typeof unknownRecipients !== "object") return [];
  const users = mailboxes.flatMap((mailbox) => mailbox?.user ?? []);
  if (users.length === 0 || users.includes(unknownRecipients.catchAll)) return [];
  const { expected, advice } = choice([...new Set(users)], unknownRecipients.catchAll);
  const fault = { expected: `the user of a mailbox: ${expected}`, advice };
  return [{ path: ["unknownRecipients", "catchAll"], fault }];
};
