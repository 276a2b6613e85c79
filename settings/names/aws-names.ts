import { domainRule } from "./domain-names";
import type { Rule } from "../problem";

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html, Name */
export const ruleName = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$/;
/** https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRuleSet.html: unlike a rule's, without dots. */
export const ruleSetName = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/**
 * Of a queue and of a topic, of which the queue's name may be the shorter one.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 */
export const queueName = /^[A-Za-z0-9_-]{1,80}$/;
const ipAddress = /^\d+\.\d+\.\d+\.\d+$/;
const reservedStart = /^(?:xn--|sthree-|amzn-s3-demo-)/;
const reservedEnd = /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/;
/** "Safe characters" of https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html; `*` is left out: in a policy it is a wildcard. */
const prefixSegment = /^(?!\.{1,2}$)[A-Za-z0-9!_.'()-]+$/;
/** A key has at most 1,024 bytes; SES adds a slash and a message id of 40 characters. */
const longestPrefix = 1024 - 41;

export const ruleNameRule: Rule = (name) =>
  ruleName.test(name)
    ? undefined
    : { expected: "a receipt rule name: 1 to 64 of A-Z a-z 0-9 _ . -, a letter or digit first and last" };

export const ruleSetNameRule: Rule = (name) =>
  ruleSetName.test(name)
    ? undefined
    : { expected: "a receipt rule set name: 1 to 64 of A-Z a-z 0-9 _ -, a letter or digit first and last" };

export const queueNameRule: Rule = (name) =>
  queueName.test(name) ? undefined : { expected: "a queue name: 1 to 80 of A-Z a-z 0-9 _ -" };

export const bucketNameRule: Rule = (name) => {
  if (!bucketName.test(name) || name.includes("..") || ipAddress.test(name)) {
    return { expected: "a bucket name: 3 to 63 of a-z 0-9 . -, a letter or digit first and last, no IP address" };
  }
  const reserved = (reservedStart.exec(name) ?? reservedEnd.exec(name))?.[0];
  return reserved ? { expected: `a bucket name without "${reserved}", which AWS keeps for itself` } : undefined;
};

export const prefixRule: Rule = (prefix) =>
  prefix.length <= longestPrefix && prefix.split("/").every((segment) => prefixSegment.test(segment))
    ? undefined
    : {
        expected: `a key prefix: up to ${longestPrefix} of A-Z a-z 0-9 ! _ . ' ( ) -, with single slashes inside`,
        advice: "write it without a slash at its start or end; SES adds the one before the message id",
      };

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const accountId = /^[0-9]{12}$/;

export const accountRule: Rule = (account) =>
  accountId.test(account)
    ? undefined
    : { expected: "an AWS account id: twelve digits in quotes", advice: "aws sts get-caller-identity shows it" };

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html: an id has at most 32 characters. */
const hostedZoneId = /^Z[A-Z0-9]{1,31}$/;

export const isHostedZoneId = (zone: string): boolean => hostedZoneId.test(zone);

export const hostedZoneRule: Rule = (zone) =>
  isHostedZoneId(zone) || !domainRule(zone)
    ? undefined
    : { expected: "the name of a Route 53 zone, such as example.org, or its id, such as Z0123456789ABCDEFGHIJ" };
