import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseSettings } from "../../../settings/load";
import type { Settings } from "../../../settings/model";
import { resourcePolicies, statements } from "./policy";
import { domain, mailbox, settings } from "./settings";
import { type SynthesizedBlock, synth } from "./synth";

const cases: [string, Settings][] = [
  ["one domain in one region", settings()],
  [
    "several domains in several regions, with a catch-all",
    settings({
      regions: [
        { name: "eu-west-1", bucket: "mail-a" },
        { name: "us-east-1", bucket: "mail-b" },
      ],
      domains: [domain("example.org"), domain("example.net", { dns: { kind: "route53", zone: { id: "Z1" } } })],
      mailboxes: [
        mailbox("alice", { addresses: ["alice@example.org", "postmaster@example.org"] }),
        mailbox("bob", { catchAllDomains: ["example.org", "example.net"] }),
      ],
    }),
  ],
  ["DNS elsewhere", settings({ domains: [domain("example.org", { dns: { kind: "elsewhere" } })] })],
  ["another team's active rule set", settings({ manageActiveRuleSet: false })],
  ["state in S3", settings({ state: { kind: "s3", bucket: "state", key: undefined, region: "eu-west-1" } })],
  [
    "an envelope queue in several regions",
    settings({
      regions: [
        { name: "eu-west-1", bucket: "mail-a" },
        { name: "us-east-1", bucket: "mail-b" },
      ],
      envelopeQueue: "mail-envelopes",
    }),
  ],
  ["one mailbox", settings({ mailboxes: [mailbox("alice")] })],
];

/**
 * `${type.name.attribute}` or `${data.type.name.attribute}`, with an optional index: the only Terraform expressions in the stacks, except
 * for a condition, which speaks of its own block as `self`.
 */
const reference = /^((?:data\.)?\w+\.[\w-]+)\.\w+(?:\[\d\])?$/;

const expressionsIn = (block: SynthesizedBlock) =>
  [...JSON.stringify(block).matchAll(/\$\{(?!self\.)([^}]*)\}/g)].map(([, inner]) => inner!);

const dependenciesOf = (block: SynthesizedBlock): string[] => [
  ...((block.depends_on ?? []) as string[]),
  ...expressionsIn(block).map((expression) => reference.exec(expression)?.[1] ?? expression),
];

describe.each(cases)("%s", (_name, chosen) => {
  const stacks = synth(chosen);

  test("uses only references, no functions, and only to existing resources", () => {
    for (const stack of stacks) {
      for (const expression of expressionsIn(stack.document)) expect(expression).toMatch(reference);
      const used = Object.values(stack.blocks).flatMap(dependenciesOf);
      expect(Object.keys(stack.blocks)).toEqual(expect.arrayContaining(used));
    }
  });

  test("can be applied in an order", () => {
    for (const stack of stacks) {
      const waiting = new Map(Object.entries(stack.blocks).map(([address, block]) => [address, dependenciesOf(block)]));
      for (let before = -1; waiting.size !== before;) {
        before = waiting.size;
        for (const [address, needs] of waiting) {
          if (!needs.some((need) => waiting.has(need))) waiting.delete(address);
        }
      }
      expect([...waiting.keys()]).toEqual([]);
    }
  });

  test("allows nothing to all principals", () => {
    for (const stack of stacks) {
      const policies = resourcePolicies.filter((type) => Object.keys(stack.resources(type)).length > 0);
      const allowed = policies.flatMap((type) => statements(stack, type)).filter(({ Effect }) => Effect === "Allow");
      for (const { Principal, Condition } of allowed) {
        const isSes = isDeepStrictEqual(Principal, { Service: "ses.amazonaws.com" });
        expect(Principal).toEqual({ Service: isSes ? "ses.amazonaws.com" : "sns.amazonaws.com" });
        expect(Object.keys(Condition ?? {})).toEqual(isSes ? ["StringEquals", "ArnLike"] : ["ArnEquals"]);
      }
      expect(policies).toEqual(chosen.envelopeQueue === undefined ? ["aws_s3_bucket_policy"] : resourcePolicies);
    }
  });

  test("opens no bucket to the public", () => {
    for (const stack of stacks) {
      const { bucket: _, ...blocks } = stack.resource("aws_s3_bucket_public_access_block");
      expect(Object.values(blocks)).toEqual([true, true, true, true]);
      expect(stack.json).not.toMatch(/public-read|aws_s3_bucket_(acl|website|cors)|AllUsers|AuthenticatedUsers/);
    }
  });

  test("contains no secret", () => {
    for (const stack of stacks) expect(stack.json).not.toMatch(/secret|access_key|password|private_key|AKIA/i);
  });

  test("has the same bytes the second time", () => {
    expect(synth(chosen).map(({ json }) => json)).toEqual(stacks.map(({ json }) => json));
  });
});

test("is this, of the example", async () => {
  const example = join(__dirname, "../../../standby-mx.example.yaml");
  const [stack] = synth(parseSettings(await readFile(example), example).settings);
  expect(stack!.document).toMatchSnapshot();
});
