import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Settings, TerraformState } from "../../settings/model";
import { addBackend, addEmulatorBackend } from "../backend";
import { IMPORTER_BOUNDARY, policyJson } from "../policy-document";
import { addProvider } from "../provider";
import { GithubRole, GITHUB_ISSUER } from "./github-role";
import { applyStatements, boundaryStatements, planStatements, standbyResources } from "./permissions";
import { StateBucket } from "./state-bucket";

export interface BootstrapStackProps {
  readonly settings: Settings;

  /** The bucket and region of the settings' Terraform state. */
  readonly state: Extract<TerraformState, { kind: "s3" }>;

  /** The repository whose workflows may assume the roles: `owner/name` at GitHub. */
  readonly repository: string;

  /**
   * URL of an emulator that stands in for AWS.
   * @default - the real AWS
   */
  readonly endpoint?: string | undefined;
}

/** The state bucket and the two roles that the workflows need to plan and apply. The operator applies this stack once, by hand. */
export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, { settings, state, repository, endpoint }: BootstrapStackProps) {
    super(scope, "standby-mx-bootstrap");
    // This stack's own state cannot be in the bucket that the stack creates.
    if (endpoint === undefined) addBackend(this, { kind: "local", path: undefined });
    else addEmulatorBackend(this);
    addProvider(this, { region: state.region, endpoint });
    const account = new DataAwsCallerIdentity(this, "account").accountId;

    new StateBucket(this, "state-bucket", { name: state.bucket, endpoint });
    const provider = new IamOpenidConnectProvider(this, "github", {
      url: `https://${GITHUB_ISSUER}`,
      clientIdList: ["sts.amazonaws.com"],
    }).arn;
    const resources = standbyResources(settings, account, state.bucket);
    if (resources.boundary !== undefined) {
      new IamPolicy(this, "importer-boundary", {
        name: IMPORTER_BOUNDARY,
        description: "The most that the importer of standby-mx may do",
        policy: policyJson(boundaryStatements(resources)),
      });
    }
    const plan = new GithubRole(this, "plan-role", {
      name: "standby-mx-plan",
      provider,
      subjects: [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`],
      statements: planStatements(resources),
    });
    const apply = new GithubRole(this, "apply-role", {
      name: "standby-mx-apply",
      provider,
      subjects: [`repo:${repository}:environment:production`],
      statements: [...planStatements(resources), ...applyStatements(resources)],
    });
    const outputs = { STANDBY_PLAN_ROLE: plan.arn, STANDBY_APPLY_ROLE: apply.arn, STANDBY_STATE_REGION: state.region };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description: "A variable of the repository at GitHub", staticId: true });
    }
  }
}
