import type { DangerRule } from "../model/danger";
import { listOf, describeChange } from "../model/describe";
import { goneOf, updatesOf } from "../model/select";
import { canonical, text } from "../model/json";
import { PROOF_RECORD_NAME } from "../facts/proof-records";

export const dkimLost: DangerRule = {
  id: "dkim-lost",
  mail: "SES can no longer verify the domain; when the verification fails, SES refuses every recipient with 550",
  since: "72 hours after the records are removed or changed",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_domain_dkim")) {
      yield { address: change.address, what: `the DKIM keys: ${describeChange(change)}` };
    }
    const records = new Map<string, number>();
    for (const { before } of goneOf(comparison, "aws_route53_record")) {
      const [name] = PROOF_RECORD_NAME.exec(text(before, "name") ?? "") ?? [];
      const record = `${text(before, "type")} ${name}`;
      if (name !== undefined) records.set(record, (records.get(record) ?? 0) + 1);
    }
    for (const { address, action, before, after } of updatesOf(comparison, "aws_route53_record")) {
      const [name] = PROOF_RECORD_NAME.exec(text(before, "name") ?? "") ?? [];
      if (name !== undefined && action === "update" && canonical(before.records) !== canonical(after.records))
        yield { address, what: `${text(before, "type")} ${name} gets another value` };
    }
    const counted = [...records].map(([record, count]) => (count === 1 ? record : `${count} ${record}`));
    if (counted.length > 0) yield { what: `removed from Route 53: ${listOf(counted)}` };
  },
};
