import type { DangerRule } from "../model/danger";
import { listOf, describeChange } from "../model/describe";
import { goneOf } from "../model/select";
import { text } from "../model/json";

/** The end of a record name, behind the token that AWS chooses: the kind of proof, and the domain. */
const PROOF_RECORD_NAME = /(_domainkey|_amazonses)\.(.+)$/;

export const dkimLost: DangerRule = {
  id: "dkim-lost",
  mail: "SES can no longer verify the domain; when the verification fails, SES refuses every recipient with 550",
  since: "72 hours after the records are removed",
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
    const counted = [...records].map(([record, count]) => (count === 1 ? record : `${count} ${record}`));
    if (counted.length > 0) yield { what: `removed from Route 53: ${listOf(counted)}` };
  },
};
