import { keysIn, sendError, sendForever, sendXml } from "../../../../fixtures/s3/scripted-s3";
import { HURRIED, type Scenario } from "./scenario";

const says = (result: (key: string) => string): Scenario["script"] => ({
  deleteMany: ({ response, body }) =>
    sendXml(response, `<DeleteResult>${keysIn(body).map(result).join("")}</DeleteResult>`),
});
const errs = (code: string) =>
  says((key) => `<Error><Key>${key}</Key><Code>${code}</Code><Message>no</Message></Error>`);

/** Faults of a server at the deletion of delivered messages. */
export const deletions: readonly Scenario[] = [
  {
    name: "says nothing of them",
    script: says(() => ""),
    exitCode: 75,
    says: /ann\/1: the response does not mention it/,
    delivered: 2,
  },
  {
    name: "refuses each for good",
    script: errs("AccessDenied"),
    exitCode: 1,
    says: /held for ann: mail\/ann\/2: the message is delivered, .* AccessDenied: no; check the IAM policy .*aws s3 rm s3:\/\/mail\/ann\/2\n/,
    delivered: 2,
  },
  { name: "is too busy for each", script: errs("SlowDown"), exitCode: 75, says: /ann\/2: SlowDown: no/, delivered: 2 },
  {
    name: "does not know deletion on a condition",
    script: { deleteMany: ({ response }) => sendError(response, 501, "NotImplemented") },
    exitCode: 1,
    says: /held for ann: mail\/ann\/1: .*NotImplemented.*\(If-Match\)/,
    delivered: 2,
  },
  {
    name: "has others by now",
    script: errs("PreconditionFailed"),
    exitCode: 75,
    says: /another object is under ann\/1 now/,
    delivered: 2,
  },
  { name: "says that they are gone already", script: errs("NoSuchKey"), exitCode: 0, says: /^$/, delivered: 2 },
  {
    name: "speaks of other keys",
    script: says(() => "<Deleted><Key>bob/9</Key></Deleted>"),
    exitCode: 75,
    says: /ann\/1: the response does not mention it/,
    delivered: 2,
  },
  {
    name: "answers with HTML",
    script: { deleteMany: ({ response }) => sendXml(response, "<html/>") },
    exitCode: 75,
    says: /DeleteResult/,
    delivered: 2,
  },
  {
    name: "refuses all",
    script: { deleteMany: ({ response }) => sendError(response, 403, "AccessDenied") },
    exitCode: 1,
    says: /held for ann: .*IAM policy/,
    delivered: 2,
  },
  {
    name: "never answers",
    asProcess: true,
    script: { deleteMany: () => undefined },
    env: HURRIED,
    exitCode: 75,
    says: /cannot delete .*no answer/,
    delivered: 2,
  },
  {
    name: "never ends its answer",
    asProcess: true,
    script: { deleteMany: ({ response }) => sendForever(response, "<Deleted><Key>x</Key></Deleted>".repeat(1000)) },
    exitCode: 75,
    says: /at most 8388608 bytes/,
    delivered: 2,
  },
];
