/** Each file of fixtures/plans/ and its expected summary. */
export const recorded: { name: string; line: string; dangers: string[]; counts: string[]; drift: string[] }[] = [
  {
    name: "first-deployment",
    line: "no address lost; 5 addresses gained: alice@example.org, bob@example.org, carol@example.org, postmaster@example.org, robert.smith@example.org.",
    dangers: [],
    counts: ["24 added"],
    drift: [],
  },
  {
    name: "nothing",
    line: "no address lost; no address gained.",
    dangers: [],
    counts: ["nothing changes"],
    drift: [],
  },
  {
    name: "user-removed",
    line: "2 addresses lost: bob@example.org, robert.smith@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses bob@example.org, robert.smith@example.org (no-matching-rule)",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/bob/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/bob/*",
    ],
    counts: ["1 deleted, 3 changed"],
    drift: [],
  },
  {
    name: "first-user-removed",
    line: "2 addresses lost: alice@example.org, postmaster@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses alice@example.org, postmaster@example.org (no-matching-rule)",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/alice/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/alice/*",
    ],
    counts: ["1 deleted, 2 changed"],
    drift: [],
  },
  {
    name: "first-user-catch-all",
    line: "no address lost; 1 address gained: every other address of example.org.",
    dangers: [],
    counts: ["1 changed"],
    drift: [],
  },
  {
    name: "every-action",
    line: "1 address lost: carol@example.org; 1 address gained: dave@example.org.",
    dangers: [
      "recipient-refused: the standby refuses carol@example.org (no-matching-rule)",
      "rule-set-deactivated: rule set main-ruleset is deactivated and activated again",
      "bucket-policy-lost: the policy of bucket example.org-mail-stocker is deleted and created anew",
      "recipient-moved: mail to bob@example.org, robert.smith@example.org goes from example.org-mail-stocker/bob to example.org-mail-stocker/robert",
      "no-longer-managed: no longer managed by Terraform: aws_s3_bucket_server_side_encryption_configuration example.org-mail-stocker",
      "importer-locked-out: the importer's access: importer-example.org-mail-stocker is deleted and created anew",
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*",
      "versioning-loosened: the versioning of bucket example.org-mail-stocker is deleted and created anew",
    ],
    counts: [
      "5 deleted and created anew, 2 deleted, 1 kept, but no longer managed, 1 changed, 1 moved in the state, 4 added",
    ],
    drift: [],
  },
  {
    name: "drift",
    line: "no address lost; no address gained.",
    dangers: [],
    counts: ["1 changed"],
    drift: ["2 changed"],
  },
];
