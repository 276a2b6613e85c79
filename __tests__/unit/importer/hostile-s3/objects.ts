import { objectHeaders, type Exchange, sendError, sendForever } from "../../../../fixtures/s3/scripted-s3";
import { HURRIED, type Scenario } from "./scenario";

const BODY = "Subject: 1\r\n\r\n";

/** A script that applies the fault to the first of two messages only. */
const first = (answer: (exchange: Exchange) => void): Scenario["script"] => ({
  get: (exchange) => (exchange.key === "ann/1" ? answer(exchange) : exchange.honest()),
});
const refuses = (status: number, code: string) => first(({ response }) => sendError(response, status, code));

/** Faults of a server at the download of a message. */
export const objects: readonly Scenario[] = [
  {
    name: "has none of the messages that it lists",
    script: { get: ({ response }) => sendError(response, 404, "NoSuchKey") },
    exitCode: 75,
    says: /lists ann\/1, but says that there is no such object/,
  },
  {
    name: "lacks one of them",
    script: refuses(404, "NoSuchKey"),
    exitCode: 75,
    says: /lists ann\/1, but/,
    delivered: 1,
  },
  {
    name: "refuses one of them",
    script: refuses(403, "AccessDenied"),
    exitCode: 1,
    says: /held for ann: mail\/ann\/1/,
    delivered: 1,
  },
  {
    name: "fails for one of them",
    script: refuses(500, "InternalError"),
    exitCode: 75,
    says: /InternalError/,
    delivered: 1,
  },
  {
    name: "sends another object",
    script: first(({ response }) => response.writeHead(200, objectHeaders("another")).end("another")),
    exitCode: 1,
    says: /another object has been stored/,
    delivered: 1,
  },
  {
    name: "sends other bytes of the same length",
    script: first(({ response }) => response.writeHead(200, objectHeaders(BODY)).end("Subject: 2\r\n\r\n")),
    exitCode: 1,
    says: /expected MD5/,
    delivered: 1,
  },
  {
    name: "sends more bytes than it listed",
    script: first(({ response }) =>
      response.writeHead(200, { ...objectHeaders(BODY), "Content-Length": "20" }).end(`${BODY}extra!`),
    ),
    exitCode: 1,
    says: /expected length 14, found 20/,
    delivered: 1,
  },
  {
    name: "announces a terabyte and sends it",
    asProcess: true,
    script: first(({ response }) => {
      response.writeHead(200, { ...objectHeaders(BODY), "Content-Length": String(2 ** 40) });
      sendForever(response, "x".repeat(65_536));
    }),
    exitCode: 1,
    says: /expected length 14, found 1099511627776/,
    delivered: 1,
  },
  {
    name: "does not say how long the message is, and never ends",
    asProcess: true,
    script: first(({ response }) => {
      const { "Content-Length": _, ...headers } = objectHeaders(BODY);
      sendForever(response.writeHead(200, headers), "x".repeat(65_536));
    }),
    exitCode: 75,
    says: /does not give the length of ann\/1/,
    delivered: 1,
  },
  {
    name: "hangs up in the middle of the message",
    script: first(({ response }) =>
      response.writeHead(200, objectHeaders(BODY)).write("Subj", () => response.destroy()),
    ),
    exitCode: 75,
    says: /cannot read ann\/1 to its end/,
    delivered: 1,
  },
  {
    name: "is silent in the middle of the message",
    asProcess: true,
    script: first(({ response }) => void response.writeHead(200, objectHeaders(BODY)).write("Subj")),
    env: HURRIED,
    exitCode: 75,
    says: /cannot read ann\/1 to its end: .*(halt|no answer)/,
    delivered: 1,
  },
  {
    name: "sends the message a byte at a time",
    asProcess: true,
    script: first(({ response }) => {
      const body = "x".repeat(14);
      sendForever(response.writeHead(200, { ...objectHeaders(body), ETag: objectHeaders(BODY).ETag! }), "x", 200);
    }),
    env: HURRIED,
    exitCode: 75,
    says: /cannot read ann\/1 to its end: the response came to a halt/,
    delivered: 1,
  },
  {
    name: "never answers for one message",
    asProcess: true,
    script: first(() => undefined),
    env: HURRIED,
    exitCode: 75,
    says: /read ann\/1 .* no answer/,
    delivered: 1,
  },
  {
    name: "sends a part of the message",
    script: first(({ response }) => response.writeHead(206, objectHeaders(BODY)).end(BODY)),
    exitCode: 75,
    says: /Status206/,
    delivered: 1,
  },
  {
    name: "sends a page of HTML in place of the message",
    script: first(({ response }) => response.writeHead(200, { "content-length": "13" }).end("<html></html>")),
    exitCode: 1,
    says: /another object has been stored/,
    delivered: 1,
  },
];
