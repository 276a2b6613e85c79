import { judgeAlarms } from "../../../../../operator/doctor/checks/aws/alerts-alarms";
import { judgeSubscriptions } from "../../../../../operator/doctor/checks/aws/alerts-subscribed";
import { judgeFilters } from "../../../../../operator/doctor/checks/aws/ses-ip-filters";
import { judgeClock } from "../../../../../operator/doctor/checks/home/clock";
import { judgeSpace } from "../../../../../operator/doctor/checks/home/mailbox-space";
import { judgeNode } from "../../../../../operator/doctor/checks/home/node-version";
import { judgeWaiting } from "../../../../../operator/doctor/checks/home/waiting";
import { isPrivateAddress } from "../../../../../operator/doctor/dns/addresses";
import { listsHost } from "../../../../../operator/doctor/mta-sts/policy";
import { HOUR_MS } from "../../../../../lib/time";
import { MIB } from "../../../../../lib/bytes";

test.each([
  ["18.20.4", "FAIL"],
  ["20.10.0", "FAIL"],
  ["20.11.0", "OK"],
  ["24.0.0", "OK"],
])("Node %s is %s", (version, status) => {
  expect(judgeNode(version).status).toBe(status);
});

test.each([
  [63 * MIB, Infinity, "FAIL"],
  [64 * MIB, Infinity, "WARN"],
  [1024 * MIB, Infinity, "OK"],
  [1024 * MIB, 99, "FAIL"],
  [1024 * MIB, 9_999, "WARN"],
  [1024 * MIB, 10_000, "OK"],
])("room of %d bytes and %d inodes is %s", (bytes, inodes, status) => {
  expect(judgeSpace(bytes, inodes).status).toBe(status);
});

test.each([
  [0, "OK"],
  [300, "OK"],
  [-300, "OK"],
  [301, "FAIL"],
  [-301, "FAIL"],
])("a clock %d s from that of S3 is %s", (seconds, status) => {
  expect(judgeClock(seconds * 1_000, 0).status).toBe(status);
});

test.each([
  [0, 0, "OK"],
  [3, 23 * HOUR_MS, "OK"],
  [3, 24 * HOUR_MS, "WARN"],
])("%d messages of which the oldest waits for %d ms are %s", (count, ms, status) => {
  const oldest = count === 0 ? undefined : new Date(0).toISOString();
  expect(judgeWaiting({ messages: count, bytes: 0, oldest }, ms).status).toBe(status);
});

test("no message in an incomplete listing is unknown", () => {
  expect(judgeWaiting({ messages: 0, bytes: 0 }, 0, true).status).toBe("UNKNOWN");
});

test.each(["10.1.2.3", "172.31.0.1", "192.168.0.1", "127.0.0.1", "100.64.0.1", "::1", "fd00::1", "fe80::1"])(
  "%s is private",
  (address) => expect(isPrivateAddress(address)).toBe(true),
);

test.each(["192.0.2.1", "172.32.0.1", "8.8.8.8", "2001:db8::1"])("%s is not private", (address) =>
  expect(isPrivateAddress(address)).toBe(false),
);

test.each([
  ["mail.example.org", "mail.example.org", true],
  ["*.example.org", "mail.example.org", true],
  ["*.example.org", "a.mail.example.org", false],
  ["*.example.org", "example.org", false],
  ["mail.example.org", "mail2.example.org", false],
])("the pattern %s of a policy covers %s: %s", (pattern, host, expected) => {
  expect(listsHost([pattern], host)).toBe(expected);
});

describe("the IP filters of SES", () => {
  const block = (cidr: string) => ({ name: cidr, cidr, policy: "Block" }) as const;
  const allow = (cidr: string) => ({ name: cidr, cidr, policy: "Allow" }) as const;

  test.each([
    ["none", [], "OK"],
    ["that allow only", [allow("192.0.2.0/24")], "OK"],
    ["that block some", [block("192.0.2.0/24")], "NOTE"],
    ["that block all", [block("0.0.0.0/0")], "FAIL"],
    ["that block each half", [block("0.0.0.0/1"), block("128.0.0.0/1")], "FAIL"],
    ["that block all but a part that we look at", [block("0.0.0.0/0"), allow("192.0.2.0/24")], "NOTE"],
  ])("%s are %s", (_, filters, status) => {
    expect(judgeFilters(filters, "eu-west-1").status).toBe(status);
  });
});

describe("the subscriptions to alerts", () => {
  const listed = (SubscriptionArn: string) => [{ Endpoint: "ops@example.com", SubscriptionArn }];

  test.each([
    ["that is confirmed", listed("arn:aws:sns:eu-west-1:111122223333:alerts:1"), "OK"],
    ["that is pending", listed("PendingConfirmation"), "WARN"],
    ["that was deleted", listed("Deleted"), "WARN"],
    ["that is missing", [], "WARN"],
  ])("with one %s have a status", (_, subscriptions, status) => {
    expect(judgeSubscriptions(["ops@example.com"], subscriptions).status).toBe(status);
  });
});

const alarm = {
  AlarmName: "mail-alerts-failing",
  ActionsEnabled: true,
  AlarmActions: ["arn:aws:sns:eu-west-1:111122223333:mail-alerts"],
  StateValue: "OK",
};
const blind = { ...alarm, StateValue: "INSUFFICIENT_DATA" };

test.each([
  ["that is OK", [alarm], "OK"],
  ["that is missing", [], "WARN"],
  ["whose actions are switched off", [{ ...alarm, ActionsEnabled: false }], "WARN"],
  ["without actions", [{ ...alarm, AlarmActions: [] }], "WARN"],
  ["that rings", [{ ...alarm, StateValue: "ALARM" }], "WARN"],
  ["without data for an hour", [{ ...blind, StateUpdatedTimestamp: new Date(47 * HOUR_MS) }], "OK"],
  ["without data for two days", [{ ...blind, StateUpdatedTimestamp: new Date(0) }], "WARN"],
])("an alarm %s has a status", (_, alarms, status) => {
  expect(judgeAlarms([alarm.AlarmName], alarms, 48 * HOUR_MS).status).toBe(status);
});

test("an alarm about lost mail is a FAIL", () => {
  const lost = { ...alarm, AlarmName: "mail-alerts-lost", StateValue: "ALARM", StateReason: "1 message" };
  expect(judgeAlarms([lost.AlarmName], [lost], 0)).toMatchObject({
    status: "FAIL",
    found: expect.stringContaining("1 message") as string,
  });
});
