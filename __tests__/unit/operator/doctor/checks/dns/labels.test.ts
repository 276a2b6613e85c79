import type { DoctorContext } from "../../../../../../operator/doctor/context";
import { labels } from "../../../../../../operator/doctor/checks/dns/labels";
import { parse, sound } from "../../../../settings/support";

const look = (more: object) => {
  const { settings } = parse({ ...sound, ...more });
  const context = { settings } as DoctorContext;
  return labels.look(labels.subjects(context)[0]!, context, AbortSignal.timeout(1000));
};

test("the delimiter of SES is OK", async () => {
  expect(await look({})).toMatchObject({ status: "OK" });
});

test("a label that the primary accepts and the standby refuses is a FAIL", async () => {
  expect(await look({ recipientDelimiter: "+-" })).toMatchObject([
    { status: "FAIL", found: "alice-label@example.org: your server gives it to alice, the standby refuses it" },
  ]);
});

test("a label that only the standby accepts is a WARN", async () => {
  expect(await look({ recipientDelimiter: "" })).toMatchObject([
    { status: "WARN", found: "alice+label@example.org: your server refuses it, the standby gives it to alice" },
  ]);
});
