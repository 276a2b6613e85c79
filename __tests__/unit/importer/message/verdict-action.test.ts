import fc from "fast-check";
import { importerDefaults } from "../../../../fixtures/importer-settings";
import { sesBlock, type SesBlockParts } from "../../../../fixtures/ses-block";
import { failedVerdicts, strictestAction } from "../../../../importer/message/verdict-action";
import { readSesBlock } from "../../../../importer/message/ses-block";
import type { VerdictAction } from "../../../../settings/model";

const { verdicts } = importerDefaults;
const verdictAction = (
  block: Parameters<typeof failedVerdicts>[0],
  settings: typeof verdicts,
  policy?: Parameters<typeof failedVerdicts>[1],
) => strictestAction(failedVerdicts(block, policy), settings);
const read = (parts: SesBlockParts, below = "Subject: x\r\n\r\n") => readSesBlock(Buffer.from(sesBlock(parts) + below));
const reject = "dmarc=fail (p=reject) header.from=bank.example";

test.each<[SesBlockParts, VerdictAction]>([
  [{}, "deliver"],
  [{ virus: "FAIL" }, "quarantine"],
  [{ spam: "FAIL" }, "junk"],
  [{ dmarc: reject }, "junk"],
  [{ dmarc: "dmarc=fail policy.dmarc=reject header.from=bank.example" }, "junk"],
  [{ virus: "FAIL", spam: "FAIL", dmarc: reject }, "quarantine"],
  // Only a failure counts, and for DMARC only with the policy reject.
  [{ virus: "PROCESSING_FAILED", spam: "GRAY" }, "deliver"],
  [{ virus: "fail", spam: "FAIL " + "x" }, "deliver"],
  [{ dmarc: "dmarc=fail header.from=bank.example" }, "deliver"],
  [{ dmarc: "dmarc=fail (p=quarantine) header.from=bank.example" }, "deliver"],
  [{ dmarc: "dmarc=pass (p=reject) header.from=bank.example" }, "deliver"],
])("by default %j: %s", (parts, action) => {
  expect(verdictAction(read(parts), verdicts).action).toBe(action);
});

test("the queue's policy counts as the block's, and does not affect a passing message", () => {
  const failed = read({ dmarc: "dmarc=fail header.from=bank.example" });
  expect(verdictAction(failed, verdicts, "reject").action).toBe("junk");
  expect(verdictAction(failed, verdicts, "quarantine").action).toBe("deliver");
  expect(verdictAction(read({}), verdicts, "reject").action).toBe("deliver");
  expect(verdictAction(read({ dmarc: "dmarc=fail header.from=(p=none)bank.example" }), verdicts, "reject").action).toBe(
    "junk",
  );
});

test("without a block of SES there is no verdict", () => {
  expect(verdictAction(undefined, verdicts)).toEqual({ action: "deliver", reason: undefined });
});

const actions = fc.constantFrom<VerdictAction>("deliver", "junk", "quarantine", "hold");
const anyVerdicts = fc.record({ virus: actions, spam: actions, dmarcReject: actions });

test("the strictest action of the failed verdicts is taken, with its reason", () => {
  const strictness = ["deliver", "junk", "quarantine", "hold"];
  fc.assert(
    fc.property(anyVerdicts, fc.boolean(), fc.boolean(), fc.boolean(), (settings, virus, spam, dmarc) => {
      const parts = {
        ...(virus && { virus: "FAIL" }),
        ...(spam && { spam: "FAIL" }),
        ...(dmarc && { dmarc: reject }),
      };
      const wanted = [virus && settings.virus, spam && settings.spam, dmarc && settings.dmarcReject];
      const expected = Math.max(0, ...wanted.map((action) => (action ? strictness.indexOf(action) : 0)));
      const { action, reason } = verdictAction(read(parts), settings);
      expect(action).toBe(strictness[expected]);
      expect(reason === undefined).toBe(action === "deliver");
    }),
  );
});

test("headers that a sender writes below SES's block do not change the action", () => {
  const claims = fc.array(
    fc.oneof(
      fc.constantFrom(
        "X-SES-Virus-Verdict: FAIL",
        "X-SES-Virus-Verdict: PASS",
        "X-SES-Spam-Verdict: FAIL",
        "X-SES-Spam-Verdict: PASS",
        `Authentication-Results: amazonses.com;\r\n ${reject};`,
        ...sesBlock({ virus: "FAIL", spam: "PASS", dmarc: reject }).split(/\r\n(?! )/),
      ),
      fc.stringMatching(/^[A-Za-z-]{1,20}: [ -~]{0,40}$/),
    ),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(
      claims,
      anyVerdicts,
      fc.constantFrom("PASS", "FAIL"),
      fc.constantFrom("PASS", "FAIL"),
      (lines, settings, virus, spam) => {
        const below = lines.map((line) => `${line}\r\n`).join("");
        expect(verdictAction(read({ virus, spam }, below), settings)).toEqual(
          verdictAction(read({ virus, spam }), settings),
        );
        // Nor without a block of SES: then the first line of the message is a header of the importer, not of the sender.
        const [first = ""] = lines;
        if (!/^return-path:/i.test(first)) {
          expect(
            verdictAction(readSesBlock(Buffer.from(`Subject: x\r\n${below.replace(/^return-path/gim, "X")}`)), settings)
              .action,
          ).toBe("deliver");
        }
      },
    ),
  );
});
