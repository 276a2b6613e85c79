import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { changesOf, goneOf } from "../model/select";
import { text } from "../model/json";

const ENCRYPTION_TYPE = "aws_s3_bucket_server_side_encryption_configuration";
const ALGORITHM_PATH = "rule.apply_server_side_encryption_by_default.sse_algorithm";
const KMS_KEY_PATH = "rule.apply_server_side_encryption_by_default.kms_master_key_id";

export const encryptionLoosened: DangerRule = {
  id: "encryption-loosened",
  mail: "new messages are stored with another encryption; with a KMS key SES may store mail only if the key's policy allows SES",
  since: "the first message after the apply; waiting mail keeps its encryption",
  *find(comparison) {
    for (const change of goneOf(comparison, ENCRYPTION_TYPE)) {
      yield { address: change.address, what: `the encryption of bucket ${describeChange(change)}` };
    }
    for (const { address, action, before, after } of changesOf(comparison, ENCRYPTION_TYPE)) {
      if (action !== "update") continue;
      const [algorithmBefore, algorithmAfter] = [text(before, ALGORITHM_PATH), text(after, ALGORITHM_PATH)];
      const [keyBefore, keyAfter] = [text(before, KMS_KEY_PATH), text(after, KMS_KEY_PATH)];
      if (algorithmBefore !== algorithmAfter || keyBefore !== keyAfter) {
        yield {
          address,
          what: `the encryption goes from ${algorithmBefore ?? "none"} to ${algorithmAfter ?? "none"} ${keyAfter ?? ""}`.trimEnd(),
        };
      }
    }
  },
};
