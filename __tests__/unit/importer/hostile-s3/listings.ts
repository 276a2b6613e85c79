import { entry, listing, sendError, sendForever, sendXml } from "../../../../fixtures/s3/scripted-s3";
import { HURRIED, type Scenario } from "./scenario";

const one = entry("ann/1", "Subject: 1\r\n\r\n");
const two = entry("ann/2", "Subject: 2\r\n\r\n");
const goesOn = (token: string) =>
  `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;

/** A script that replies to a listing with this text. */
const says = (xml: string): Scenario["script"] => ({ list: ({ response }) => sendXml(response, xml) });
/** A listing of two entries, the first of which is changed. */
const has = (written: string | RegExp, instead: string) => says(listing([one.replace(written, instead), two]));
const refuses = (status: number, code: string): Scenario["script"] => ({
  list: ({ response }) => sendError(response, status, code),
});

/** Faults of a server in a listing. */
export const listings: readonly Scenario[] = [
  {
    name: "does not say whether it goes on",
    script: says(listing([one], "")),
    exitCode: 75,
    says: /expected true or false/,
  },
  {
    name: "says it with another spelling",
    script: says(listing([one], "<IsTruncated>False</IsTruncated>")),
    exitCode: 75,
    says: /with IsTruncated "False", expected true or false/,
  },
  {
    name: "says it twice",
    script: says(listing([one], "<IsTruncated>false</IsTruncated><IsTruncated>true</IsTruncated>")),
    exitCode: 75,
    says: /expected true or false/,
  },
  {
    name: "goes on, but not where",
    script: says(listing([one], "<IsTruncated>true</IsTruncated>")),
    exitCode: 75,
    says: /IsTruncated true and no NextContinuationToken/,
  },
  {
    name: "has an undefined entity in a key",
    script: has("ann/1", "ann/&eacute;"),
    exitCode: 75,
    says: /undefined entity/,
  },
  { name: "has a bare ampersand in a key", script: has("ann/1", "ann/a&b"), exitCode: 75, says: /undefined entity/ },
  {
    name: "declares entities that grow",
    script: says(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${listing([one])}`),
    exitCode: 75,
    says: /the response is/,
  },
  {
    name: "is half of its XML",
    script: says(listing([one, two]).slice(0, 250)),
    exitCode: 75,
    says: /the response is/,
  },
  {
    name: "is cut off on the way",
    script: { list: ({ response }) => response.writeHead(200).write("<ListBucketRes", () => response.destroy()) },
    exitCode: 75,
    says: /cannot list in s3:\/\/mail at http/,
  },
  {
    name: "is the page of a captive portal",
    script: says("<html><p>Log in</p></html>"),
    exitCode: 75,
    says: /ListBucketResult/,
  },
  { name: "is JSON", script: says('{"Contents":[]}'), exitCode: 75, says: /the response is/ },
  { name: "is empty", script: says(""), exitCode: 75, says: /not valid XML/ },
  { name: "is an empty element", script: says("<ListBucketResult/>"), exitCode: 75, says: /expected true or false/ },
  {
    name: "is an error with status 200",
    script: says("<Error><Code>InternalError</Code><Message>Oh</Message></Error>"),
    exitCode: 75,
    says: /InternalError/,
  },
  { name: "nests elements 100,000 deep", script: says("<L>".repeat(100_000)), exitCode: 75, says: /the response is/ },
  {
    name: "is not UTF-8",
    script: {
      list: ({ response }) => response.end(Buffer.from(listing([one]).replace("ann/1", "ann/\xff"), "latin1")),
    },
    exitCode: 75,
    says: /not valid/,
  },
  {
    name: "says another number of keys than it has",
    script: says(listing([one], "<IsTruncated>false</IsTruncated><KeyCount>2</KeyCount>")),
    exitCode: 75,
    says: /KeyCount/,
  },
  {
    name: "gives the same page for ever",
    script: says(listing([], goesOn("again"))),
    exitCode: 75,
    says: /the same page of its listing again/,
  },
  {
    name: "gives pages without a key for ever",
    script: { list: ({ response, before }) => sendXml(response, listing([], goesOn(`page${before}`))) },
    env: { STANDBY_S3_TIME_SCALE: "0.005" },
    exitCode: 75,
    says: /page after page without a key/,
  },
  {
    name: "gives the same keys under a new token for ever",
    script: { list: ({ response, before }) => sendXml(response, listing([one], goesOn(`page${before}`))) },
    exitCode: 75,
    says: /lists its keys out of order/,
    delivered: 1,
  },
  { name: "is out of order", script: says(listing([two, one])), exitCode: 75, says: /out of order/, delivered: 1 },
  {
    name: "shows other keys than were asked for",
    script: says(listing([entry("bob/1", "x")])),
    mailbox: "ann",
    exitCode: 75,
    says: /lists bob\/1, expected keys that begin with ann\//,
  },
  {
    name: "has an invalid percent escape in a key",
    script: has("ann/1", "ann/%zz"),
    exitCode: 1,
    says: /held: mail\/ann\/%zz: .*unreadable key/,
    delivered: 1,
  },
  {
    name: "has a key that is not UTF-8",
    script: has("ann/1", "ann/%ff"),
    exitCode: 1,
    says: /mail\/ann\/%ff/,
    delivered: 1,
  },
  {
    name: "has an entry without a key",
    script: has("<Key>ann/1</Key>", ""),
    exitCode: 1,
    says: /\(no key\)/,
    delivered: 1,
  },
  {
    name: "has an entry that is a text",
    script: says(listing(["<Contents>ann/1</Contents>", two])),
    exitCode: 1,
    says: /\(no key\)/,
    delivered: 1,
  },
  {
    name: "has an unreadable LastModified",
    script: has(/<LastModified>.*?</, "<LastModified>yesterday<"),
    exitCode: 1,
    says: /held: mail\/ann\/1: .*unreadable LastModified: .*"yesterday"/,
    delivered: 1,
  },
  { name: "has no ETag", script: has(/<ETag>.*<\/ETag>/, ""), exitCode: 1, says: /unreadable ETag/, delivered: 1 },
  {
    name: "has a negative size",
    script: has(/<Size>\d+/, "<Size>-1"),
    exitCode: 1,
    says: /unreadable size/,
    delivered: 1,
  },
  {
    name: "has a size that no message has",
    script: has(/<Size>\d+/, "<Size>99999999999"),
    exitCode: 1,
    says: /held for ann: mail\/ann\/1: .* found 99999999999: .* move it out of this prefix/,
    delivered: 1,
  },
  {
    name: "never ends",
    asProcess: true,
    script: { list: ({ response }) => sendForever(response, "<Contents><Key>ann/1</Key></Contents>".repeat(1000)) },
    exitCode: 75,
    says: /at most 8388608 bytes/,
  },
  {
    name: "comes a byte at a time",
    asProcess: true,
    script: { list: ({ response }) => sendForever(response.writeHead(200), "<", 20) },
    env: HURRIED,
    exitCode: 75,
    says: /at http:\/\/127\.0\.0\.1:\d+: .*the response came to a halt/,
  },
  {
    name: "has a header that comes a byte at a time",
    asProcess: true,
    script: {
      list: ({ response }) => {
        const { socket } = response;
        const timer = setInterval(() => socket?.write("x"), 20);
        socket?.once("close", () => clearInterval(timer)).write("HTTP/1.1 200 OK\r\nx-slow: ");
      },
    },
    env: HURRIED,
    exitCode: 75,
    says: /at http:\/\/127\.0\.0\.1:\d+: .*no answer within/,
  },
  {
    name: "never comes",
    asProcess: true,
    script: { list: () => undefined },
    env: HURRIED,
    exitCode: 75,
    says: /at http.*: no answer within/,
  },
  {
    name: "is announced again and again",
    asProcess: true,
    script: {
      list: ({ response }) => {
        const timer = setInterval(() => response.writeProcessing(), 10);
        response.once("close", () => clearInterval(timer));
      },
    },
    env: HURRIED,
    exitCode: 75,
    says: /no answer within/,
  },
  {
    name: "has a header of megabytes",
    asProcess: true,
    script: { list: ({ response }) => response.socket?.write(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(500_000)}`) },
    exitCode: 75,
    says: /cannot list .*HPE_HEADER_OVERFLOW/,
  },
  {
    name: "is not HTTP",
    // In Jest the code of this error of Node is missing, because Jest's Error is another class.
    asProcess: true,
    script: { list: ({ response }) => response.socket?.end("220 mail.example.org ESMTP\r\n") },
    exitCode: 75,
    says: /cannot list .*HPE_/,
  },
  {
    name: "is a part of the content",
    script: { list: ({ response }) => sendXml(response, listing([one]), 206) },
    exitCode: 75,
    says: /206/,
  },
  {
    name: "is no content",
    script: { list: ({ response }) => response.writeHead(204).end() },
    exitCode: 75,
    says: /Status204/,
  },
  { name: "is refused for now", script: refuses(503, "SlowDown"), exitCode: 75, says: /SlowDown/ },
  { name: "is forbidden", script: refuses(403, "AccessDenied"), exitCode: 75, says: /IAM policy/ },
  {
    name: "is forbidden, where the settings name the bucket's account",
    script: refuses(403, "AccessDenied"),
    importer: { bucketOwner: "123456789012" },
    exitCode: 75,
    says: /does not belong to account 123456789012 any more \(importer\.bucketOwner\)/,
  },
  { name: "is elsewhere", script: refuses(301, "PermanentRedirect"), exitCode: 78, says: /another region/ },
  { name: "is that of no bucket", script: refuses(404, "NoSuchBucket"), exitCode: 78, says: /correct its name/ },
  {
    name: "is an error that never ends",
    asProcess: true,
    script: { list: ({ response }) => sendForever(response.writeHead(500), "x".repeat(10_000)) },
    exitCode: 75,
    says: /Status500/,
  },
];
