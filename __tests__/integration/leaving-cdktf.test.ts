import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Standby } from "../../fixtures/localstack/standby";

/** The differences between the outputs of cdktf and cdktn that `npm run check:cdktn` expects, by path. */
const differences = JSON.parse(
  readFileSync(join(__dirname, "../../scripts/check-cdktn/expected.json"), "utf8"),
) as Record<string, [old: unknown, fresh: unknown]>;

function replace(document: object, path: string, [old, fresh]: [unknown, unknown]): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce(
    (inner, key) => inner[key] as Record<string, unknown>,
    document as Record<string, unknown>,
  );
  expect(holder[last]).toBe(old);
  holder[last] = fresh;
}

test("the stack made by cdktn has the same addresses, and no change to apply", async () => {
  const standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
  try {
    const made = await standby.apply();
    expect(made.length).toBeGreaterThan(15);
    const addresses = standby.order;

    const changes = await standby.apply({}, (stack) => {
      for (const [path, pair] of Object.entries(differences)) {
        // Terraform would have to download the provider.
        if (process.env.STANDBY_APPLY === "terraform" && path.startsWith("terraform.")) continue;
        replace(stack, path, pair);
      }
    });

    expect(standby.order).toEqual(addresses);
    // LocalStack invents a new verification token at each request, also for cdktf.
    expect(changes.filter(({ address }) => !/^aws_route53_record\..*verification/.test(address))).toEqual([]);
  } finally {
    await standby.close();
  }
});
