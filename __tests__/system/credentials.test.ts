import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, rmSync } from "node:fs";
import { CommandHost, type HostUser } from "../../fixtures/host/command-host";
import { startS3, type S3Server } from "../../fixtures/s3/s3-server";

// With every fault, the output (which cron mails and syslog keeps) does not contain the key.
const ann: HostUser = { user: "ann", uid: 20001, gid: 20011 };
const SECRET = "marker/of+the/secret/access/key/0123456789ab";
const TOKEN = "marker-of-the-session-token-0123456789abcdef";
const key = {
  AWS_ACCESS_KEY_ID: "AKIDMARKER0123456789",
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_SESSION_TOKEN: TOKEN,
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
};

let host: CommandHost;
let s3: S3Server;
beforeAll(async () => (s3 = await startS3()), 60_000);
afterAll(() => s3.stop());
beforeEach(async () => (host = await CommandHost.create([ann])));
afterEach(() => host.remove());

type Failure = readonly [name: string, exitCode: number, reason: RegExp, prepare: () => Promise<string>];

const failures: readonly Failure[] = [
  [
    "an S3 server that does not know the key",
    75,
    /InvalidToken|InvalidAccessKeyId|SignatureDoesNotMatch/,
    () => Promise.resolve(s3.endpoint),
  ],
  ["no server there", 75, /connect|ECONNREFUSED/, () => Promise.resolve("http://127.0.0.1:9")],
  [
    "a name that does not exist",
    75,
    /not be (found|resolved)|ENOTFOUND|EAI_AGAIN/,
    () => Promise.resolve("http://nowhere.invalid"),
  ],
  ["a server that says 403 and repeats what it was sent", 75, /AccessDenied/, () => echo(403, "AccessDenied")],
  ["a server that says 500 and repeats what it was sent", 75, /InternalError/, () => echo(500, "InternalError")],
  [
    "a state directory that is refused",
    75,
    /state directory/,
    () => {
      chmodSync(host.state, 0o777);
      return Promise.resolve(s3.endpoint);
    },
  ],
  [
    "no settings",
    78,
    /settings/,
    () => {
      rmSync(host.settingsFile);
      return Promise.resolve(s3.endpoint);
    },
  ],
];

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  stop = undefined;
});

/** Answers with an error whose text is the request's headers. */
function echo(status: number, code: string): Promise<string> {
  const server = createServer((request, response) => {
    const headers = Object.entries(request.headers)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(", ");
    request.resume();
    response.writeHead(status, { "Content-Type": "application/xml" });
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>refused</Message><Request>${headers}</Request></Error>`,
    );
  });
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

test.each(failures)(
  "%s",
  async (_, expected, reason, prepare) => {
    const endpoint = await prepare();
    for (const json of [[], ["--json"], ["--verbose"]]) {
      const args = ["--store", "s3", "--endpoint-url", endpoint, ...json];
      const { exitCode, stdout, stderr } = await host.import({ args, env: key });
      expect(exitCode).toBe(expected);
      expect(`${stdout}${stderr}`).toMatch(reason);
      expect(`${stdout}${stderr}`).not.toContain(SECRET);
      expect(`${stdout}${stderr}`).not.toContain(TOKEN);
    }
  },
  120_000,
);
