import { bucketNameRule } from "../names/aws-names";
import { bucketName, DEFAULT_BUCKET } from "../names/derived-names";
import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import type { SettingsCheck } from "./check";

function namesOf({ bucket, domains, regions }: PartialSettings): string[] {
  const domain = domains?.[0]?.name;
  if (!bucket || (!domain && bucket.includes("{"))) return [];
  return (regions ?? []).map((region, index) => bucketName(bucket, domain ?? "", index > 0 ? region : undefined));
}

/** Checks the names that the template produces. Reports one fault, because the names differ only in their region. */
export const bucketNames: SettingsCheck = (partial) => {
  const path = partial.bucket === DEFAULT_BUCKET ? ["domains", 0, "name"] : ["bucket"];
  const faults = namesOf(partial).flatMap((name): PathFault[] => {
    const fault = bucketNameRule(name);
    const found = `${JSON.stringify(name)} (${name.length} characters)`;
    return fault ? [{ path, fault: { ...fault, found, advice: "set bucket to a name of your own" } }] : [];
  });
  return faults.slice(0, 1);
};

export const stateBucket: SettingsCheck = (partial) => {
  const s3 = typeof partial.state === "object" ? partial.state.s3 : undefined;
  if (!s3 || !namesOf(partial).includes(s3.bucket)) return [];
  const expected = "another bucket than the one for mail, which Terraform itself makes";
  return [{ path: ["state", "s3", "bucket"], fault: { expected } }];
};
