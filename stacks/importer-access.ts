import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamUser } from "@cdktf/provider-aws/lib/iam-user";
import { IamUserPolicyAttachment } from "@cdktf/provider-aws/lib/iam-user-policy-attachment";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Mailbox } from "../settings/model";
import { bucketArn, importerBoundaryArn, policyDocument, RECEIVE_RECORDS } from "./policy-document";
import { skipCheck } from "./skip-check";
import { quotable } from "./terraform-text";

export interface ImporterAccessProps {
  /** Names of the mail buckets of all regions; the first names the user too. */
  readonly buckets: readonly [string, ...string[]];

  /** The importer may read and delete below the prefixes of these mailboxes only, former prefixes included. */
  readonly mailboxes: readonly Mailbox[];

  /** The account that owns the buckets. */
  readonly account: string;

  /** ARNs of the envelope queues of all regions. */
  readonly queues: readonly string[];

  /**
   * The user has the permissions boundary of the bootstrap stack.
   * @default false
   */
  readonly isBounded?: boolean | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY_CHARACTERS = 6144;
const MAX_USER_NAME_CHARACTERS = 64;

/**
 * The IAM user of the importer on the mail server. The operator creates the access key by hand, so that no secret gets into
 * Terraform's state.
 */
export class ImporterAccess extends Construct {
  constructor(scope: Construct, id: string, props: ImporterAccessProps) {
    const { buckets, mailboxes, account, queues, isBounded } = props;
    super(scope, id);
    // IAM names are unique in an account, across its regions and standbys.
    const name = `importer-${buckets[0]}`.slice(0, MAX_USER_NAME_CHARACTERS);

    // Access keys made by hand would otherwise keep Terraform from destroying the user.
    const user = new IamUser(this, "Resource", {
      name,
      forceDestroy: true,
      ...(isBounded && { permissionsBoundary: importerBoundaryArn(account) }),
    });
    skipCheck(user, "CKV_AWS_273", "A mail server outside AWS has no SSO session that lasts through the night.");

    const document = policyDocument({
      limit: MAX_POLICY_CHARACTERS,
      prefixes: mailboxes.flatMap(({ prefix, formerPrefixes }) => [prefix, ...formerPrefixes]),
      statements: (objects) => [
        { Effect: "Allow", Action: "s3:ListBucket", Resource: buckets.map(bucketArn) },
        { Effect: "Allow", Action: ["s3:GetObject", "s3:DeleteObject"], Resource: buckets.flatMap(objects) },
        ...(queues.length === 0 ? [] : [{ Effect: "Allow", Action: RECEIVE_RECORDS, Resource: queues }]),
      ],
    });
    const policy = new IamPolicy(this, "policy", {
      name,
      description: "What standby-mx import needs: list the mail buckets, get and delete the messages in them",
      // The account in a queue's ARN is a reference.
      policy: queues.length === 0 ? document : quotable(this, document),
    });
    const attachment = new IamUserPolicyAttachment(this, "attachment", { user: user.name, policyArn: policy.arn });
    skipCheck(attachment, "CKV_AWS_40", "The user is the importer's alone; a group of one would hide that.");

    new TerraformOutput(this, "importer_user", {
      description: "Whom the importer logs in as; make its key by: aws iam create-access-key --user-name <this>",
      value: user.name,
      staticId: true,
    });
    new TerraformOutput(this, "bucket_owner", {
      description:
        "The setting importer.bucketOwner, with which the importer refuses another account's bucket of that name",
      value: account,
      staticId: true,
    });
  }
}
