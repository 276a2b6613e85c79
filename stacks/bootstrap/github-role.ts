import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { PermissionStatement } from "./permissions";
import { policyJson } from "../policy-document";

export interface GithubRoleProps {
  readonly name: string;

  /** ARN of the account's identity provider for GitHub. */
  readonly provider: string;

  /**
   * The runs that may assume the role, as values of the token's `sub` claim.
   * @see https://docs.github.com/en/actions/reference/security/oidc
   */
  readonly subjects: readonly string[];

  readonly statements: readonly PermissionStatement[];
}

export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

/** A role for the workflows of one repository; workflows need no access key. */
export class GithubRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, provider, subjects, statements }: GithubRoleProps) {
    super(scope, id);
    const trust = {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      // StringEquals is used instead of StringLike, because a pattern in `sub` may also match other owners'
      // repositories.
      Condition: {
        StringEquals: { [`${GITHUB_ISSUER}:aud`]: "sts.amazonaws.com", [`${GITHUB_ISSUER}:sub`]: subjects },
      },
    };
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policyJson([trust]),
      maxSessionDuration: 3600,
    });
    new IamRolePolicy(this, "policy", { name, role: role.name, policy: policyJson(statements) });
    this.arn = role.arn;
  }
}
