import { domainRule } from "./domain-names";
import type { ValueRule } from "../problem";

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html, Name */
export const RULE_NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;
/**
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRuleSet.html: unlike the name of a rule, without
 * dots.
 */
export const RULE_SET_NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_NAME_PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/**
 * A name for a queue and a topic; SQS allows fewer characters than SNS.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 */
export const QUEUE_NAME_PATTERN = /^[A-Za-z0-9_-]{1,80}$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED_START = /^(?:xn--|sthree-|amzn-s3-demo-)/;
const RESERVED_END = /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/;
/** "Safe characters" of https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html; `*` is left out: in a policy it is a wildcard. */
const PREFIX_SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9!_.'()-]+$/;
/** A key has at most 1,024 bytes; SES adds a slash and a message id of 40 characters. */
const MAX_PREFIX_BYTES = 1024 - 41;

export const ruleNameRule: ValueRule = (name) =>
  RULE_NAME_PATTERN.test(name)
    ? undefined
    : { expected: "a receipt rule name: 1 to 64 of A-Z a-z 0-9 _ . -, a letter or digit first and last" };

export const ruleSetNameRule: ValueRule = (name) =>
  RULE_SET_NAME_PATTERN.test(name)
    ? undefined
    : { expected: "a receipt rule set name: 1 to 64 of A-Z a-z 0-9 _ -, a letter or digit first and last" };

export const queueNameRule: ValueRule = (name) =>
  QUEUE_NAME_PATTERN.test(name) ? undefined : { expected: "a queue name: 1 to 80 of A-Z a-z 0-9 _ -" };

export const bucketNameRule: ValueRule = (name) => {
  if (!BUCKET_NAME_PATTERN.test(name) || name.includes("..") || IP_ADDRESS.test(name)) {
    return { expected: "a bucket name: 3 to 63 of a-z 0-9 . -, a letter or digit first and last, no IP address" };
  }
  const reserved = (RESERVED_START.exec(name) ?? RESERVED_END.exec(name))?.[0];
  return reserved ? { expected: `a bucket name without "${reserved}", which AWS keeps for itself` } : undefined;
};

export const prefixRule: ValueRule = (prefix) =>
  prefix.length <= MAX_PREFIX_BYTES && prefix.split("/").every((segment) => PREFIX_SEGMENT.test(segment))
    ? undefined
    : {
        expected: `a key prefix: up to ${MAX_PREFIX_BYTES} of A-Z a-z 0-9 ! _ . ' ( ) -, with single slashes inside`,
        advice: "write it without a slash at its start or end; SES adds the slash before the message id",
      };

/** The rule for a prefix template: the prefix must be valid with a valid text for each placeholder. */
export const prefixTemplateRule: ValueRule = (template) => prefixRule(template.replace(/\{\w+\}/g, "x"));

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const ACCOUNT_ID_PATTERN = /^[0-9]{12}$/;

export const accountRule: ValueRule = (account) =>
  ACCOUNT_ID_PATTERN.test(account)
    ? undefined
    : { expected: "an AWS account id: twelve digits in quotes", advice: "aws sts get-caller-identity shows it" };

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html: an id has at most 32 characters. */
const HOSTED_ZONE_ID = /^Z[A-Z0-9]{1,31}$/;

export const isHostedZoneId = (zone: string): boolean => HOSTED_ZONE_ID.test(zone);

export const hostedZoneRule: ValueRule = (zone) =>
  isHostedZoneId(zone) || !domainRule(zone)
    ? undefined
    : { expected: "the name of a Route 53 zone, such as example.org, or its id, such as Z0123456789ABCDEFGHIJ" };
