import type { ReviewCase } from "./row";
import { type EditableSettings, policy, type SynthesizedFile } from "./sides";

const bucket = "arn:aws:s3:::example.org-mail-stocker";
const importer = "importer-example.org-mail-stocker";

/** Changes of the keys and of the queues of several mail hosts. */
export const hostKeys: ReviewCase[] = [
  {
    name: "a key for each of two hosts instead of one for both",
    base: { settings: hosts },
    settings: keys,
    dangers: [
      `importer-locked-out: the importer's access: ${importer} is deleted`,
      `importer-locked-out: the importer's access: ${importer} is deleted`,
      `importer-locked-out: no longer allowed: s3:listbucket on ${bucket}`,
    ],
    counts: ["4 deleted, 8 added"],
  },
  {
    name: "one key for both hosts again",
    base: { settings: keys },
    settings: hosts,
    dangers: ["one", "two", "one", "two"].map(
      (host) => `importer-locked-out: the importer's access: ${importer}-${host}.example.org is deleted`,
    ),
    counts: ["8 deleted, 4 added"],
  },
  {
    name: "a mailbox more on a host with a key of its own",
    base: { settings: keys },
    settings: (file) => {
      file.mailboxes.push({ user: "dora", addresses: ["dora"] });
      keys(file);
    },
    line: "no address lost; 1 address gained: dora@example.org.",
    counts: ["2 changed, 1 added"],
  },
  {
    name: "a mailbox moved to another host with a key of its own",
    base: { settings: keys },
    settings: (file) => {
      keys(file);
      Object.assign(file.mailboxes[1]!, { host: "two.example.org" });
    },
    dangers: [
      `iam-wider: now allowed: s3:listbucket on ${bucket} if StringLike s3:prefix bob/*`,
      `iam-wider: now allowed: s3:deleteobject on ${bucket}/bob/*`,
      `iam-wider: now allowed: s3:getobject on ${bucket}/bob/*`,
    ],
    counts: ["2 changed"],
  },
  {
    name: "a host's key that may list the whole bucket",
    base: { settings: keys },
    settings: keys,
    edit: (file) => policy(firstPolicy(file), ([list]) => delete (list as { Condition?: unknown }).Condition),
    dangers: [`iam-wider: now allowed: s3:listbucket on ${bucket}`],
    counts: ["1 changed"],
  },
  {
    name: "a host's key without a prefix that no other key has",
    base: { settings: keys },
    settings: keys,
    edit: (file) =>
      policy(firstPolicy(file), ([list, objects]) => {
        (list as unknown as { Condition: unknown }).Condition = { StringLike: { "s3:prefix": ["alice/*"] } };
        objects!.Resource = [`${bucket}/alice/*`];
      }),
    dangers: [
      `importer-locked-out: no longer allowed: s3:listbucket on ${bucket} if StringLike s3:prefix bob/*; s3:deleteobject on ${bucket}/bob/*; s3:getobject on ${bucket}/bob/*`,
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue for each of two hosts",
    base: { settings: hosts },
    settings: (file) => {
      hosts(file);
      file.envelopeQueue = true;
    },
    counts: ["4 changed, 10 added"],
  },
  {
    name: "a queue for each of two hosts instead of one queue",
    base: { settings: (file) => (file.envelopeQueue = true) },
    settings: (file) => {
      hosts(file);
      file.envelopeQueue = true;
    },
    dangers: ["envelope-queue-lost: of the envelope queue: example-org-mail-stocker-envelopes is deleted"],
    counts: ["5 deleted, 4 changed, 10 added"],
  },
  {
    name: "a catch-all on one of two hosts with queues",
    base: {
      settings: (file) => {
        hosts(file);
        file.envelopeQueue = true;
      },
    },
    settings: (file) => {
      hosts(file);
      Object.assign(file, { envelopeQueue: true, unknownRecipients: { catchAll: "carol" } });
    },
    line: "no address lost; 1 address gained: every other address of example.org.",
    counts: ["2 changed, 1 added"],
  },
];

function hosts(file: EditableSettings): void {
  for (const mailbox of file.mailboxes) {
    Object.assign(mailbox, { host: mailbox.user === "carol" ? "two.example.org" : "one.example.org" });
  }
}

function keys(file: EditableSettings): void {
  hosts(file);
  file.importer = { keyPerHost: true };
}

/** The policy of the first host. */
function firstPolicy(file: SynthesizedFile): Record<string, unknown> {
  return Object.values(file.resource.aws_iam_policy!)[0]!;
}
