import { DataAwsSesActiveReceiptRuleSet } from "@cdktf/provider-aws/lib/data-aws-ses-active-receipt-rule-set";
import { SesActiveReceiptRuleSet } from "@cdktf/provider-aws/lib/ses-active-receipt-rule-set";
import { SesReceiptRule } from "@cdktf/provider-aws/lib/ses-receipt-rule";
import { SesReceiptRuleSet } from "@cdktf/provider-aws/lib/ses-receipt-rule-set";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Mailbox, Settings } from "../settings/model";
import { mailboxRules } from "../settings/names/mailbox-rules";
import { literalText } from "./terraform-text";

export interface ReceiptRulesProps {
  /** Name of the rule set. */
  readonly ruleSet: string;

  /**
   * The mailboxes in the order of their rules, with the catch-alls last. Each mailbox gets one rule, or more rules for
   * many addresses.
   */
  readonly mailboxes: readonly Mailbox[];

  /**
   * The TLS policy. `Require` permanently refuses senders without TLS, which the primary may accept.
   * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html
   */
  readonly tlsPolicy: Settings["tlsPolicy"];

  /**
   * Whether to make this the active rule set of the account in this region; destroying it turns receiving off.
   * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SetActiveReceiptRuleSet.html
   */
  readonly activate: boolean;

  /** The bucket that stores the messages; the literal name or a reference. */
  readonly bucketName: string;

  /** The topic to which SES publishes every message that it stores for a mailbox; `undefined`: there is no topic. */
  readonly topicOf: (mailbox: Mailbox) => string | undefined;

  /** Permissions to write and publish: SES tests both when a rule is created, and refuses the rule if one fails. */
  readonly permissions: ITerraformDependable[];
}

/** The rule set, one or more rules for each mailbox, and the activation. */
export class ReceiptRules extends Construct {
  /** Resources that are complete when SES applies all of these rules. */
  readonly inForce: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ReceiptRulesProps) {
    super(scope, id);
    const ruleSet = new SesReceiptRuleSet(this, "Resource", {
      ruleSetName: props.ruleSet,
      // SES does not delete an active set, so a renamed set is created and activated before the old set is deleted.
      lifecycle: { createBeforeDestroy: true },
    });

    const rules: SesReceiptRule[] = [];
    for (const { id, name, recipients, mailbox } of catchAllsLast(props.mailboxes).flatMap(rulesOf)) {
      const rule = new SesReceiptRule(this, id, {
        name,
        ruleSetName: ruleSet.ruleSetName,
        // Without `after` every rule would be put at the front, in the random order of parallel creation.
        after: rules.at(-1)?.name,
        recipients: recipients.map(literalText),
        // Both attributes are false by default, in the API and in Terraform.
        enabled: true,
        scanEnabled: true,
        tlsPolicy: props.tlsPolicy,
        s3Action: [
          {
            bucketName: props.bucketName,
            objectKeyPrefix: mailbox.prefix,
            topicArn: props.topicOf(mailbox),
            position: 1,
          },
        ],
        dependsOn: props.permissions,
        lifecycle: ruleLifecycle(rules.length === 0),
      });
      rules.push(rule);
    }

    // If the set were activated before its rules exist, SES would refuse all mail in between.
    this.inForce = props.activate
      ? [new SesActiveReceiptRuleSet(this, "active", { ruleSetName: ruleSet.ruleSetName, dependsOn: rules })]
      : [this.activatedElsewhere(props.ruleSet, rules)];
  }

  /** Reads the active rule set, which another team activates, and fails while another rule set is active. */
  private activatedElsewhere(name: string, rules: ITerraformDependable[]): ITerraformDependable {
    return new DataAwsSesActiveReceiptRuleSet(this, "active", {
      dependsOn: rules,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.rule_set_name == "${name}"}`,
            errorMessage: `The active rule set is another than ${name}, so SES would refuse your mail; the MX records are not changed. Make the rule set active (aws ses set-active-receipt-rule-set --rule-set-name ${name}), then deploy again.`,
          },
        ],
      },
    });
  }
}

function ruleLifecycle(isFirst: boolean) {
  return {
    // Between deleting and creating a renamed rule, SES would permanently refuse the mailbox's mail.
    createBeforeDestroy: true,
    // For a rule that becomes the first rule, the provider sends an empty `after`, which SES refuses, at this and every
    // later apply. With `after` ignored, that rule keeps its place and the other rules move behind it; the rules have
    // no Stop action, so no rule depends on its place.
    ignoreChanges: isFirst ? ["after"] : undefined,
  };
}

/** The order is for readers only: without Stop actions, every rule that matches is applied. */
function catchAllsLast(mailboxes: readonly Mailbox[]): Mailbox[] {
  const isCatchAll = ({ catchAllDomains }: Mailbox) => catchAllDomains.length > 0;
  return [...mailboxes.filter((mailbox) => !isCatchAll(mailbox)), ...mailboxes.filter(isCatchAll)];
}

/**
 * The construct ids do not contain the rules' names, so that a rule with a new name replaces the old rule instead of
 * being added beside it.
 */
function rulesOf(mailbox: Mailbox) {
  return mailboxRules(mailbox).map((rule, index) => ({
    ...rule,
    id: index === 0 ? `rule-${mailbox.user}` : `rule-${mailbox.user}:${index + 1}`,
    mailbox,
  }));
}
