import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseXML } from "@aws-sdk/xml-builder";
import { deletion, deletionResults } from "../../../store/s3-responses";
import { pageIn } from "../../../store/s3-listing";
import { errorIn } from "../../../store/s3-xml";

const listing =
  "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>ann/1</Key><Size>5</Size><ETag>&quot;e&quot;</ETag>" +
  "<LastModified>2026-11-24T12:00:00.000Z</LastModified></Contents></ListBucketResult>";

test("a listing that was cut off at any byte is refused", () => {
  expect(pageIn(listing).objects).toHaveLength(1);
  for (let length = 0; length < listing.length; length++) {
    expect(() => pageIn(listing.slice(0, length))).toThrow(/^the response is/);
  }
});

test.each([
  ["says that its keys are encoded", "<EncodingType>url</EncodingType>", "ann/a b+%20"],
  ["does not, as of a server that does not know how", "", "ann/a+b%2B%2520"],
])("the keys of a listing that %s", (_, encoding, key) => {
  const xml = listing.replace("<Contents>", `${encoding}<Contents>`).replace("ann/1", "ann/a+b%2B%2520");
  expect(pageIn(xml).objects.map((object) => object.key)).toEqual([key]);
});

test.each([
  ["goes on without saying where", "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"],
  ["does not say whether it goes on", listing.replace("<IsTruncated>false</IsTruncated>", "")],
  ["says so with another spelling", listing.replace("false", "False")],
  ["says so twice", listing.replace("<IsTruncated>", "<IsTruncated>true</IsTruncated><IsTruncated>")],
  ["has an entity that XML does not know", listing.replace("ann/1", "ann/&eacute;")],
  ["declares entities", `<!DOCTYPE x [<!ENTITY e "false">]>${listing}`],
  ["says another number of keys than it shows", listing.replace("<Contents>", "<KeyCount>2</KeyCount><Contents>")],
  ["is a page of a proxy", "<html><body>Log in first</body></html>"],
])("a listing that %s is refused", (_, xml) => {
  expect(() => pageIn(xml)).toThrow(/^the response is/);
});

test.each([
  ["a key that is not URL-encoded", "ann/1", "ann/%zz", "ann/%zz", /unreadable key: .* found "ann\/%zz"/],
  ["a key that is not UTF-8", "ann/1", "ann/%ff", "ann/%ff", /unreadable key/],
  ["no key", "<Key>ann/1</Key>", "", "(no key)", /unreadable key/],
  ["an empty key", "ann/1", "", "(no key)", /unreadable key/],
  ["a size that is none", ">5<", ">-5<", "ann/1", /unreadable size: .* found "-5"/],
  ["no ETag", "<ETag>&quot;e&quot;</ETag>", "", "ann/1", /unreadable ETag/],
  ["a time that is none", "2026-11-24T12:00:00.000Z", "yesterday", "ann/1", /unreadable LastModified: .* "yesterday"/],
])("an entry with %s is reported by name, and the others are listed", (_, written, instead, key, reason) => {
  const entry = /<Contents>.*<\/Contents>/.exec(listing)![0];
  const encoded = listing.replace("<Contents>", "<EncodingType>url</EncodingType><Contents>");
  const page = pageIn(encoded.replace(entry, entry.replace(written, instead) + entry.replace("ann/1", "ann/2")));
  expect(page.objects.map((object) => object.key)).toEqual(["ann/2"]);
  expect(page.unreadable).toEqual([{ key, reason: expect.stringMatching(reason) as string }]);
});

test("an error with status 200 is an error", () => {
  const xml = "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
  expect(() => deletionResults(xml, [])).toThrow(expect.objectContaining({ name: "InternalError" }) as Error);
});

test.each([
  ["<Error><Code>SlowDown</Code><Message>Slower.</Message></Error>", "SlowDown", "Slower."],
  ["<html>Bad gateway", "Status502", ""],
  ["", "Status502", ""],
])("the error in %j", (xml, name, message) => {
  expect(errorIn(xml, 502)).toMatchObject({ name, message, $metadata: { httpStatusCode: 502 } });
});

test("a deletion names every key with its ETag, for any characters in keys", () => {
  // The characters of XML 1.0. Parsers may turn an unescaped CR into an LF.
  const key = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((text) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 2, maxLength: 5 }), (keys) => {
      const requests = keys.map((name) => ({
        key: `ann/${name}.`,
        etag: createHash("md5").update(name).digest("hex"),
      }));
      const parsed = parseXML(deletion(requests).toString()) as { Delete: { Object: unknown } };
      expect(parsed.Delete.Object).toEqual(requests.map(({ key: Key, etag }) => ({ Key, ETag: `"${etag}"` })));
    }),
  );
});
