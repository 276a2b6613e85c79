import type { ReviewCase } from "./row";
import { block, type SynthesizedFile } from "./sides";

const everything = [{}];

/** Changes of the lifecycle rules of waiting mail. */
export const retention: ReviewCase[] = [
  {
    name: "deleted messages forgotten sooner",
    settings: (file) => (file.retention = { deletedDays: 7 }),
    dangers: [
      "retention-shorter: an imported or deleted message can be brought back for 7 days instead of for 30 days",
    ],
    counts: ["1 changed"],
  },
  {
    name: "waiting messages expire",
    settings: (file) => (file.retention = { waitingDays: 14 }),
    dangers: ["retention-shorter: a message that waits is kept for 14 days instead of for ever"],
    counts: ["1 changed"],
  },
  {
    name: "waiting messages expire at a date",
    edit: rule({ filter: everything, expiration: [{ date: "2027-01-01T00:00:00Z" }] }),
    dangers: ["retention-shorter: a message that waits is kept until 2027-01-01T00:00:00Z instead of for ever"],
    counts: ["1 changed"],
  },
  {
    name: "waiting messages expire at a date instead of after days",
    base: { edit: rule({ filter: everything, expiration: [{ days: 400 }] }) },
    edit: rule({ filter: everything, expiration: [{ date: "2027-01-01T00:00:00Z" }] }),
    dangers: ["retention-shorter: a message that waits is kept until 2027-01-01T00:00:00Z instead of for 400 days"],
    counts: ["1 changed"],
  },
  {
    name: "waiting messages expire at a later date",
    base: { edit: rule({ filter: everything, expiration: [{ date: "2027-01-01T00:00:00Z" }] }) },
    edit: rule({ filter: everything, expiration: [{ date: "2028-01-01T00:00:00Z" }] }),
    counts: ["1 changed"],
  },
  {
    name: "waiting messages expire at an earlier date",
    base: { edit: rule({ filter: everything, expiration: [{ date: "2028-01-01T00:00:00Z" }] }) },
    edit: rule({ filter: everything, expiration: [{ date: "2027-01-01T00:00:00Z" }] }),
    dangers: [
      "retention-shorter: a message that waits is kept until 2027-01-01T00:00:00Z instead of until 2028-01-01T00:00:00Z",
    ],
    counts: ["1 changed"],
  },
  ...["GLACIER", "DEEP_ARCHIVE"].map((storage_class): ReviewCase => ({
    name: `waiting messages put into ${storage_class}`,
    edit: rule({ filter: everything, transition: [{ days: 30, storage_class }] }),
    dangers: ["retention-shorter: the importer can get a message that waits for 30 days instead of for ever"],
    counts: ["1 changed"],
  })),
  {
    name: "waiting messages archived at once",
    edit: rule({ filter: everything, transition: [{ storage_class: "GLACIER" }] }),
    dangers: ["retention-shorter: the importer can get a message that waits for 0 days instead of for ever"],
    counts: ["1 changed"],
  },
  {
    name: "waiting messages put where they can be read as before",
    edit: rule({ filter: everything, transition: [{ days: 30, storage_class: "STANDARD_IA" }] }),
    counts: ["1 changed"],
  },
  {
    name: "an expiration of one mailbox that becomes one of everything",
    base: { edit: rule({ filter: [{ prefix: "alice/" }], expiration: [{ days: 14 }] }) },
    edit: rule({ filter: everything, expiration: [{ days: 14 }] }),
    dangers: ["retention-shorter: a message that waits is kept for 14 days instead of for ever"],
    counts: ["1 changed"],
  },
  {
    name: "an expiration of everything that becomes one of one mailbox",
    base: { edit: rule({ filter: everything, expiration: [{ days: 14 }] }) },
    edit: rule({ filter: [{ and: [{ prefix: "alice/", tags: { old: "yes" } }] }], expiration: [{ days: 14 }] }),
    counts: ["1 changed"],
  },
  {
    name: "one mailbox that expires sooner than the others",
    base: { settings: (file) => (file.retention = { waitingDays: 400 }) },
    settings: (file) => (file.retention = { waitingDays: 400 }),
    edit: rule({ filter: [{ prefix: "alice/" }], expiration: [{ days: 14 }] }),
    dangers: ["retention-shorter: a message that waits is kept for 14 days instead of for 400 days (below alice/)"],
    counts: ["1 changed"],
  },
  {
    name: "an expiration of tagged messages that becomes one of all",
    base: { edit: rule({ filter: [{ tag: [{ key: "old", value: "yes" }] }], expiration: [{ days: 14 }] }) },
    edit: rule({ filter: everything, expiration: [{ days: 14 }] }),
    dangers: ["retention-shorter: a message that waits is kept for 14 days instead of for ever"],
    counts: ["1 changed"],
  },
];

function rule(values: object): (file: SynthesizedFile) => void {
  return (file) => {
    const rules = block(file, "aws_s3_bucket_lifecycle_configuration").rule as object[];
    rules.push({ id: "by-hand", status: "Enabled", ...values });
  };
}
