import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { importerUserName } from "../settings/names/derived-names";
import { hostPolicies, type ImporterPermissions, sharedPolicy } from "./importer-policies";
import { importerBoundaryArn } from "./policy-document";
import { skipCheck } from "./skip-check";
import { quotable } from "./terraform-text";

/** The permissions of the importer of one mail host. */
export interface ImporterKey extends Pick<ImporterPermissions, "mailboxes" | "queues"> {
  /**
   * The only host that has this key.
   * @default - one key for all mailboxes
   */
  readonly host: string | undefined;
}

export interface ImporterAccessProps {
  /** Names of the mail buckets of all regions; the users are named after the first bucket. */
  readonly buckets: readonly [string, ...string[]];

  /** One key for all mailboxes, or one key for each host. */
  readonly keys: readonly ImporterKey[];

  /** The account that owns the buckets. */
  readonly account: string;

  /**
   * Whether the users have the permissions boundary of the bootstrap stack.
   * @default false
   */
  readonly isBounded?: boolean | undefined;
}

/**
 * The IAM users of the importers on the mail servers. The operator creates the access keys by hand, so that no secret gets into
 * Terraform's state.
 */
export class ImporterAccess extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ImporterAccessProps,
  ) {
    super(scope, id);
    for (const key of props.keys) this.addUser(key);
    new TerraformOutput(this, "bucket_owner", {
      description:
        "The setting importer.bucketOwner, with which the importer refuses another account's bucket of that name",
      value: props.account,
      staticId: true,
    });
  }

  private addUser({ host, mailboxes, queues }: ImporterKey): void {
    const { buckets, account, isBounded } = this.props;
    const name = importerUserName(buckets[0], host);
    const ofHost = host === undefined ? "" : `-${host}`;

    // `forceDestroy`: access keys that the operator created would otherwise keep Terraform from destroying the user.
    const user = new IamUser(this, host === undefined ? "Resource" : `user${ofHost}`, {
      name,
      forceDestroy: true,
      ...(isBounded && { permissionsBoundary: importerBoundaryArn(account) }),
    });
    skipCheck(user, "CKV_AWS_273", "A mail server outside AWS has no SSO session that lasts through the night.");

    const permissions = { buckets, mailboxes, queues };
    const documents = host === undefined ? [sharedPolicy(permissions)] : hostPolicies(permissions);
    for (const [index, document] of documents.entries()) {
      const further = index === 0 ? "" : `+${index + 1}`;
      const policy = new IamPolicy(this, `policy${ofHost}${further}`, {
        name: `${name}${further}`,
        description: "What standby-mx import needs: list the mail buckets, get and delete the messages in them",
        // A queue's ARN contains the account as a reference, so the text must be quotable.
        policy: queues.length === 0 ? document : quotable(this, document),
      });
      const attachment = new IamUserPolicyAttachment(this, `attachment${ofHost}${further}`, {
        user: user.name,
        policyArn: policy.arn,
      });
      skipCheck(attachment, "CKV_AWS_40", "The user is the importer's alone; a group of one would hide that.");
    }

    new TerraformOutput(this, host === undefined ? "importer_user" : `importer_user_${host.replaceAll(".", "_")}`, {
      description: `IAM user of the importer${host === undefined ? "" : ` on ${host}`}; create its access key with: aws iam create-access-key --user-name <this>`,
      value: user.name,
      staticId: true,
    });
  }
}
