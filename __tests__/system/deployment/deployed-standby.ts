import { type TestDns, startDns } from "../../../fixtures/dns/test-dns";
import { loopback } from "../../../fixtures/dns/loopback";
import { type Dovecot, startDovecot } from "../../../fixtures/dovecot/dovecot";
import { CertificateAuthority } from "../../../fixtures/https/certificates";
import { type PolicyServer, startPolicyServer } from "../../../fixtures/https/policy-server";
import { runCommand } from "../../../fixtures/command";
import { LOCALSTACK_CREDENTIALS, localStackEndpoint } from "../../../fixtures/localstack/cloud";
import globalSetup from "../../../fixtures/localstack/global-setup";
import { startIamGate } from "../../../fixtures/localstack/iam-gate";
import { stopSharedLocalStack } from "../../../fixtures/localstack/shared-container";
import type { HttpProxy } from "../../../fixtures/proxy/http-proxy";
import { Standby } from "../../../fixtures/localstack/standby";
import type { Endpoint } from "../../../inbound/endpoint";
import { HomeServer } from "../doctor/home-server";

const POLICY_SERVER = loopback(100);
const SES = loopback(101);

/** The environment of a person or program that uses AWS. */
export type Key = Readonly<Record<"AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY", string>>;

/**
 * A deployed standby: applied to LocalStack, its records published, the mail servers of both sides listening on port 25 of their
 * names, with Postfix, Dovecot and Maildirs at the primary. The importer has a key with the rights of its policy.
 */
export class DeployedStandby {
  readonly account: Key = LOCALSTACK_CREDENTIALS;
  importer!: Key;
  dns!: TestDns;
  endpoint!: Endpoint;
  readonly home: HomeServer;
  private readonly authority = new CertificateAuthority();
  private gate!: HttpProxy;
  private policies!: PolicyServer;
  private dovecot!: Dovecot;

  static async open(): Promise<DeployedStandby> {
    // The integration tests of the same run share their LocalStack.
    if (process.env.STANDBY_LOCALSTACK_ENDPOINT === undefined) await globalSetup();
    const deployment = new DeployedStandby(await Standby.create({ mailboxes: [] }));
    try {
      await deployment.start();
      return deployment;
    } catch (error) {
      await deployment.close();
      throw error;
    }
  }

  private constructor(readonly standby: Standby) {
    this.home = new HomeServer(standby.domain);
  }

  private async start(): Promise<void> {
    const { standby, home } = this;
    const { cloud, domain } = standby;
    [this.gate, this.dovecot] = await Promise.all([startIamGate(localStackEndpoint(), cloud.iam), startDovecot()]);
    await standby.apply({
      domains: [{ name: domain, primary: [{ host: `mail.${domain}`, preference: 10 }], dns: "elsewhere" }],
      mailboxes: [
        { user: "alice", addresses: ["alice", "postmaster"] },
        { user: "bob", addresses: ["bob"], destination: { lmtp: `127.0.0.1:${this.dovecot.lmtpPort}` } },
      ],
      alerts: { email: ["you@example.com"] },
      // As on a mail server, but below another root directory.
      ...{ mailboxDefaults: undefined, importer: undefined },
    });
    this.importer = await this.makeKey();
    this.endpoint = await standby.startEndpoint({ listen: { host: SES, port: 25 } });
    home.virtualMailboxes("alice", "postmaster", "bob");
    await this.publish();
    const { exitCode, stderr } = await this.run(this.importer, "import", "--root", home.root);
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** Runs a subcommand with the settings, in an environment that has this key. */
  run(key: Key, subcommand: string, ...args: readonly string[]) {
    const { gate, standby, authority } = this;
    const all = [subcommand, ...args, "--settings", standby.settingsFile, "--endpoint-url", gate.endpoint];
    return runCommand(all, { ...key, NODE_EXTRA_CA_CERTS: authority.file });
  }

  get resolvers(): readonly string[] {
    return this.dns.resolvers.flatMap((one) => ["--resolver", one]);
  }

  /** The options that name the root and the Postfix of the mail server. */
  get places(): readonly string[] {
    return ["--root", this.home.root, "--postfix", this.home.postfix];
  }

  /** Changes the policy of the importer's key; returns a function that restores it. */
  async changeImporterPolicy(change: (document: string) => string): Promise<() => Promise<void>> {
    const { iam } = this.standby.cloud;
    const { AttachedPolicies } = await iam.listAttachedUserPolicies({ UserName: await this.importerUser() });
    const { PolicyArn } = AttachedPolicies![0]!;
    const { Policy } = await iam.getPolicy({ PolicyArn });
    const VersionId = Policy!.DefaultVersionId!;
    const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId });
    const document = decodeURIComponent(PolicyVersion!.Document!);
    const PolicyDocument = change(document);
    if (PolicyDocument === document) throw new Error(`expected a change of ${document}`);
    await iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
    return async () => void (await iam.setDefaultPolicyVersion({ PolicyArn, VersionId }));
  }

  async close(): Promise<void> {
    const { dns, policies, dovecot, gate, home, authority, standby } = this;
    await Promise.all([dns?.stop(), policies?.stop(), dovecot?.stop(), gate?.stop()]);
    await standby.close();
    stopSharedLocalStack();
    home.end();
    authority.remove();
  }

  private async makeKey(): Promise<Key> {
    const UserName = await this.importerUser();
    const { AccessKey } = await this.standby.cloud.iam.createAccessKey({ UserName });
    return { AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId!, AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey! };
  }

  private async importerUser(): Promise<string> {
    return String((await this.standby.outputs()).importer_user);
  }

  /** Publishes the output of `standby-mx dns` and the operator's other records. */
  private async publish(): Promise<void> {
    const { domain, region } = this.standby;
    const host = `mta-sts.${domain}`;
    const body = policyOf([`mail.${domain}`, `inbound-smtp.${region}.amazonaws.com`]);
    this.policies = await startPolicyServer(POLICY_SERVER, {
      [host]: { certificate: this.authority.issue([host]), body },
    });
    // No record is published yet, so a resolver that fails at once is enough.
    const { stdout } = await this.run(this.account, "dns", "--resolver", "127.0.0.1:1");
    const hosts = ["mail A 192.0.2.1", '_mta-sts TXT "v=STSv1; id=1"', `mta-sts A ${POLICY_SERVER}`];
    this.dns = await startDns({
      zones: {
        [domain]: { records: [...stdout.split("\n"), ...hosts] },
        // The domain of the alert's address.
        "example.com": { records: ["@ MX 10 mail.example.com."] },
        "amazonaws.com": { records: [`inbound-smtp.${region} A ${SES}`] },
      },
    });
  }
}

const policyOf = (hosts: readonly string[]): string =>
  ["version: STSv1", "mode: enforce", ...hosts.map((host) => `mx: ${host}`), "max_age: 604800", ""].join("\r\n");
