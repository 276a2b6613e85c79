import type { DangerRule } from "../model/danger";
import { said } from "../model/describe";
import { changesOf, goneOf } from "../model/select";
import { text } from "../model/json";

const type = "aws_s3_bucket_server_side_encryption_configuration";
const algorithm = "rule.apply_server_side_encryption_by_default.sse_algorithm";
const key = "rule.apply_server_side_encryption_by_default.kms_master_key_id";

export const encryptionLoosened: DangerRule = {
  id: "encryption-loosened",
  mail: "new messages are stored under another encryption; with a KMS key SES may write only if the key's policy admits it",
  since: "the first message after the apply; what waits already stays as it is",
  *find(comparison) {
    for (const change of goneOf(comparison, type)) {
      yield { address: change.address, what: `the encryption of bucket ${said(change)}` };
    }
    for (const { address, action, before, after } of changesOf(comparison, type)) {
      if (action !== "update") continue;
      const [old, fresh] = [text(before, algorithm), text(after, algorithm)];
      const [oldKey, freshKey] = [text(before, key), text(after, key)];
      if (old !== fresh || oldKey !== freshKey) {
        yield {
          address,
          what: `the encryption goes from ${old ?? "none"} to ${fresh ?? "none"} ${freshKey ?? ""}`.trimEnd(),
        };
      }
    }
  },
};
