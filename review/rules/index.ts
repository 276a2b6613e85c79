import type { DangerRule } from "../model/danger";
import { alertLost } from "./alert-lost";
import { bucketLost } from "./bucket-lost";
import { bucketPolicyDeniesSes } from "./bucket-policy-denies-ses";
import { bucketPolicyLoosened } from "./bucket-policy-loosened";
import { bucketPolicyLost } from "./bucket-policy-lost";
import { bucketUnprotected } from "./bucket-unprotected";
import { configuredTwice } from "./configured-twice";
import { dkimLost } from "./dkim-lost";
import { encryptionLoosened } from "./encryption-loosened";
import { envelopeQueueLost } from "./envelope-queue-lost";
import { foreignTopic } from "./foreign-topic";
import { iamWider } from "./iam-wider";
import { identityLost } from "./identity-lost";
import { importerLockedOut } from "./importer-locked-out";
import { mailBounced } from "./mail-bounced";
import { mailCopiedOut } from "./mail-copied-out";
import { mxHostLost } from "./mx-host-lost";
import { mxOrderChanged } from "./mx-order-changed";
import { mxSetReplaced } from "./mx-set-replaced";
import { nameConflict } from "./name-conflict";
import { noLongerManaged } from "./no-longer-managed";
import { prefixLost } from "./prefix-lost";
import { publicAccess } from "./public-access";
import { queuePolicyLoosened } from "./queue-policy-loosened";
import { recipientDropped } from "./recipient-dropped";
import { recipientMoved } from "./recipient-moved";
import { recipientRefused } from "./recipient-refused";
import { regionChanged } from "./region-changed";
import { retentionShorter } from "./retention-shorter";
import { ruleDisabled } from "./rule-disabled";
import { ruleReplaced } from "./rule-replaced";
import { ruleSetDeactivated } from "./rule-set-deactivated";
import { ruleSetLost } from "./rule-set-lost";
import { ruleUnreachable } from "./rule-unreachable";
import { rulesUnreadable } from "./rules-unreadable";
import { secretInState } from "./secret-in-state";
import { senderBlocked } from "./sender-blocked";
import { stateMoved } from "./state-moved";
import { tlsRequired } from "./tls-required";
import { topicPolicyDeniesSes } from "./topic-policy-denies-ses";
import { unjudged } from "./unjudged";
import { versioningLoosened } from "./versioning-loosened";

/** All danger rules in the order of the output: permanent loss of mail first. */
export const DANGER_RULES: readonly DangerRule[] = [
  recipientRefused,
  recipientDropped,
  rulesUnreadable,
  unjudged,
  ruleSetDeactivated,
  ruleSetLost,
  identityLost,
  bucketLost,
  bucketPolicyLost,
  bucketPolicyDeniesSes,
  ruleUnreachable,
  ruleDisabled,
  ruleReplaced,
  mailBounced,
  prefixLost,
  recipientMoved,
  mxHostLost,
  mxSetReplaced,
  mxOrderChanged,
  dkimLost,
  tlsRequired,
  senderBlocked,
  retentionShorter,
  noLongerManaged,
  nameConflict,
  configuredTwice,
  regionChanged,
  stateMoved,
  importerLockedOut,
  publicAccess,
  bucketPolicyLoosened,
  queuePolicyLoosened,
  mailCopiedOut,
  foreignTopic,
  iamWider,
  secretInState,
  bucketUnprotected,
  versioningLoosened,
  encryptionLoosened,
  topicPolicyDeniesSes,
  envelopeQueueLost,
  alertLost,
];
