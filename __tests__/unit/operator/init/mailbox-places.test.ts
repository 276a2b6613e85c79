import { mostCommon, toTemplate } from "../../../../operator/init/common-template";
import { proposeRegion } from "../../../../operator/init/propose-region";
import { RECEIVING_REGIONS } from "../../../../settings/names/regions";

test.each([
  ["/home/alice/Maildir", "alice", "/home/{user}/Maildir"],
  ["/var/vmail/example.org/info", "info@example.org", "/var/vmail/{domain}/{local}"],
  ["/var/vmail/info@example.org/Maildir", "info@example.org", "/var/vmail/{user}/Maildir"],
  ["/home/alice2/Maildir", "alice", "/home/alice2/Maildir"],
])("the path %s of %s becomes a template", (path, user, template) => {
  expect(toTemplate(path, user)).toBe(template);
});

test("the most common value is taken, without unknown values", () => {
  expect(mostCommon(["a", undefined, "b", undefined, undefined, "b"])).toBe("b");
  expect(mostCommon([undefined])).toBeUndefined();
});

test.each([
  ["Europe/Berlin", "eu-central-1"],
  ["America/New_York", "us-east-1"],
  ["Asia/Tokyo", "ap-northeast-1"],
  ["Australia/Sydney", "ap-southeast-2"],
  ["UTC", "eu-west-1"],
])("for the time zone %s the region %s is proposed", (zone, region) => {
  expect(proposeRegion(zone).region).toBe(region);
});

test("every time zone of this Node gets a region in which SES receives", () => {
  const regions = Intl.supportedValuesOf("timeZone").map((zone) => proposeRegion(zone).region);
  expect(regions.filter((region) => !(RECEIVING_REGIONS as readonly string[]).includes(region))).toEqual([]);
});
