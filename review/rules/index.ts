import type { DangerRule } from "../danger";
import { activeSetLetGo } from "./active-set-let-go";
import { bucketLost } from "./bucket-lost";
import { bucketPolicyLoosened } from "./bucket-policy-loosened";
import { bucketPolicyLost } from "./bucket-policy-lost";
import { bucketPolicyShut } from "./bucket-policy-shut";
import { bucketUnprotected } from "./bucket-unprotected";
import { dkimLost } from "./dkim-lost";
import { encryptionLoosened } from "./encryption-loosened";
import { envelopeQueueLost } from "./envelope-queue-lost";
import { iamWider } from "./iam-wider";
import { identityLost } from "./identity-lost";
import { importerLockedOut } from "./importer-locked-out";
import { mailBounced } from "./mail-bounced";
import { mailElsewhere } from "./mail-elsewhere";
import { mxHostLost } from "./mx-host-lost";
import { mxOrderTurned } from "./mx-order-turned";
import { mxSetReplaced } from "./mx-set-replaced";
import { noLongerManaged } from "./no-longer-managed";
import { prefixLost } from "./prefix-lost";
import { publicAccess } from "./public-access";
import { queuePolicyLoosened } from "./queue-policy-loosened";
import { recipientDropped } from "./recipient-dropped";
import { recipientMoved } from "./recipient-moved";
import { recipientRefused } from "./recipient-refused";
import { regionChanged } from "./region-changed";
import { retentionShorter } from "./retention-shorter";
import { ruleCutOff } from "./rule-cut-off";
import { ruleDisabled } from "./rule-disabled";
import { ruleReplaced } from "./rule-replaced";
import { ruleSetLost } from "./rule-set-lost";
import { rulesUnreadable } from "./rules-unreadable";
import { secretInState } from "./secret-in-state";
import { senderBlocked } from "./sender-blocked";
import { standingInTheWay } from "./standing-in-the-way";
import { stateMoved } from "./state-moved";
import { tlsRequired } from "./tls-required";
import { topicElsewhere } from "./topic-elsewhere";
import { topicShut } from "./topic-shut";
import { unjudged } from "./unjudged";
import { versioningLoosened } from "./versioning-loosened";

/** All dangers, in the order in which a reviewer reads them: mail lost for good first. */
export const dangerRules: readonly DangerRule[] = [
  recipientRefused,
  recipientDropped,
  rulesUnreadable,
  unjudged,
  activeSetLetGo,
  ruleSetLost,
  identityLost,
  bucketLost,
  bucketPolicyLost,
  bucketPolicyShut,
  ruleCutOff,
  ruleDisabled,
  ruleReplaced,
  mailBounced,
  prefixLost,
  recipientMoved,
  mxHostLost,
  mxSetReplaced,
  mxOrderTurned,
  dkimLost,
  tlsRequired,
  senderBlocked,
  retentionShorter,
  noLongerManaged,
  standingInTheWay,
  regionChanged,
  stateMoved,
  importerLockedOut,
  publicAccess,
  bucketPolicyLoosened,
  queuePolicyLoosened,
  mailElsewhere,
  topicElsewhere,
  iamWider,
  secretInState,
  bucketUnprotected,
  versioningLoosened,
  encryptionLoosened,
  topicShut,
  envelopeQueueLost,
];
