import { DataAwsSesActiveReceiptRuleSet } from "@cdktf/provider-aws/lib/data-aws-ses-active-receipt-rule-set";
import { SesActiveReceiptRuleSet } from "@cdktf/provider-aws/lib/ses-active-receipt-rule-set";
import { SesReceiptRule } from "@cdktf/provider-aws/lib/ses-receipt-rule";
import { SesReceiptRuleSet } from "@cdktf/provider-aws/lib/ses-receipt-rule-set";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Domain, Mailbox, Settings } from "../settings/model";
import { literalText } from "./terraform-text";

export interface ReceiptRulesProps {
  /** Name of the rule set. */
  readonly ruleSet: string;

  /** One rule each, in this order; the catch-all comes last wherever it stands here. */
  readonly mailboxes: readonly Mailbox[];

  /** What the catch-all takes all addresses of. */
  readonly domains: readonly Domain[];

  /**
   * User of the mailbox for addresses that no mailbox has.
   * @default - SES refuses such recipients with 550 5.1.1
   */
  readonly catchAll: Settings["catchAll"];

  /**
   * `Require` refuses senders without TLS for good, which the primary may not.
   * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html
   */
  readonly tlsPolicy: Settings["tlsPolicy"];

  /**
   * Whether to make this the one active rule set of the account in this region; destroying it turns receiving off.
   * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SetActiveReceiptRuleSet.html
   */
  readonly activate: boolean;

  /** Where the messages go; the literal name or a reference. */
  readonly bucketName: string;

  /**
   * The topic that is told of every stored message.
   * @default - none
   */
  readonly topicArn: string | undefined;

  /** What lets SES write and publish: it tries both when a rule is made, and refuses the rule if it cannot. */
  readonly permissions: ITerraformDependable[];
}

/** What SES does with a message: the rule set, one rule a mailbox, and the activation. */
export class ReceiptRules extends Construct {
  /** Complete when SES goes by all of these rules. */
  readonly inForce: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ReceiptRulesProps) {
    super(scope, id);
    const ruleSet = new SesReceiptRuleSet(this, "Resource", {
      ruleSetName: props.ruleSet,
      // SES deletes no active set, so a renamed one is made, and activated, before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });

    const rules: SesReceiptRule[] = [];
    for (const mailbox of catchAllLast(props)) {
      // Not by the rule's name: a rule that has another name then is a replaced one, not a new one beside an old one that goes.
      const rule = new SesReceiptRule(this, `rule-${mailbox.user}`, {
        name: mailbox.ruleName,
        ruleSetName: ruleSet.ruleSetName,
        // Without `after` every rule would be put at the front, in the random order of parallel creation.
        after: rules.at(-1)?.name,
        recipients: recipients(mailbox, props),
        // Both are false by default, in the API and in Terraform.
        enabled: true,
        scanEnabled: true,
        tlsPolicy: props.tlsPolicy,
        s3Action: [
          { bucketName: props.bucketName, objectKeyPrefix: mailbox.prefix, topicArn: props.topicArn, position: 1 },
        ],
        dependsOn: props.permissions,
        lifecycle: ruleLifecycle(rules.length === 0),
      });
      rules.push(rule);
    }

    // Activated before its rules exist, the set would refuse all mail in between.
    this.inForce = props.activate
      ? [new SesActiveReceiptRuleSet(this, "active", { ruleSetName: ruleSet.ruleSetName, dependsOn: rules })]
      : [this.activatedBySomebody(props.ruleSet, rules)];
  }

  /** Fails as long as nobody has made this the active rule set. */
  private activatedBySomebody(name: string, rules: ITerraformDependable[]): ITerraformDependable {
    return new DataAwsSesActiveReceiptRuleSet(this, "active", {
      dependsOn: rules,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.rule_set_name == "${name}"}`,
            errorMessage: `The active rule set is another than ${name}, so SES would refuse your mail: no MX record says that it takes it. Make it the active one (aws ses set-active-receipt-rule-set --rule-set-name ${name}), then deploy again.`,
          },
        ],
      },
    });
  }
}

function ruleLifecycle(isFirst: boolean) {
  return {
    // Between deleting a renamed rule and making it anew, SES would refuse the mailbox's mail for good.
    createBeforeDestroy: true,
    // Of a rule that becomes the first one the provider sends an empty `after`, which SES refuses, at this and every later
    // apply. It stays where it is instead, and the others are put behind it; no rule stops another, so none depends on its place.
    ignoreChanges: isFirst ? ["after"] : undefined,
  };
}

/**
 * The rules of the other mailboxes carry no Stop action before it: Stop ends the rule set for the whole message, so that
 * of a message to two users only the first would get a copy.
 */
function catchAllLast({ mailboxes, catchAll }: ReceiptRulesProps): Mailbox[] {
  return [
    ...mailboxes.filter((mailbox) => mailbox.user !== catchAll),
    ...mailboxes.filter((mailbox) => mailbox.user === catchAll),
  ];
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html */
function recipients(mailbox: Mailbox, { catchAll, domains }: ReceiptRulesProps): string[] {
  const everyAddress = mailbox.user === catchAll ? domains.map((domain) => domain.name) : [];
  return [...mailbox.addresses.map(literalText), ...everyAddress];
}
