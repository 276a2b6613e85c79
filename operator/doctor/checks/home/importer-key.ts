import { listedPrefixes } from "../../../../importer/listing/listed-prefixes";
import type { Region, Settings } from "../../../../settings/model";
import { importerUserName } from "../../../../settings/names/derived-names";
import { StoreError } from "../../../../store/store-error";
import { awsFailure } from "../../aws/aws-failure";
import type { DoctorContext } from "../../context";
import { openBucket } from "../../home/open-bucket";
import { AWS_DEADLINE_MS, type Finding } from "../../model";
import { firstOf, homeCheck } from "./home-check";
import { bucketSubjects, regionOfBucket } from "../aws/subjects";

/** Errors that mean that the credentials do not work. */
const REFUSED = /InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|InvalidClientTokenId/;

export const importerKey = homeCheck({
  id: "importer-key",
  title: "May the importer's key list the waiting mail, and not much else?",
  deadlineMs: AWS_DEADLINE_MS,
  subjects: bucketSubjects,
  async look(bucket, context, signal): Promise<Finding> {
    const region = regionOfBucket(context, bucket);
    const { settings } = context;
    try {
      await listBeginning(listedPrefixes(settings, firstOf(settings))[0]!, region, context, signal);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return judgeRefusal(error, settings);
    }
    return (await mayListOthers(region, context, signal)) ?? judgeCaller(region, context);
  },
});

/**
 * A finding if the key of a single host may also list other hosts' mail, which the key that the stack creates may not;
 * `undefined`: it may not, or all hosts share one key.
 */
async function mayListOthers(
  region: Region,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const { settings } = context;
  if (!settings.importer.keyPerHost) return undefined;
  try {
    await listBeginning("", region, context, signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Only a refusal proves that the key may not list; other checks report that S3 does not answer.
    return undefined;
  }
  return {
    status: "WARN",
    found: "the key may list the mail of every host",
    expected: `the key of user/${importerUser(settings)}, which may list this host's mail only`,
    why: "A thief of this key sees, and may read and delete, mail of other hosts.",
    fix: `aws iam create-access-key --user-name ${importerUser(settings)}`,
  };
}

async function listBeginning(
  prefix: string,
  region: Region,
  context: DoctorContext,
  signal: AbortSignal,
): Promise<void> {
  const store = await openBucket(region, context, signal);
  try {
    const pages = store.list(prefix)[Symbol.asyncIterator]();
    await pages.next();
    await pages.return?.(undefined);
  } finally {
    await store.close();
  }
}

function judgeRefusal({ kind, message, cause }: StoreError, settings: Settings): Finding {
  const why = "The importer cannot fetch the mail: it waits in the bucket.";
  const name = cause instanceof Error ? cause.name : "";
  if (/CredentialsProviderError/.test(name)) {
    return {
      status: "UNKNOWN",
      found: "no AWS credentials in this environment",
      expected: "the importer's key",
      why: "could not look: the importer's key is where its service or cron job has it, not here",
      advice: "run standby-mx doctor with the environment that the importer has",
    };
  }
  if (REFUSED.test(message) || kind === "denied" || kind === "no-bucket") {
    const advice = "deploy the stack, or make a new key for its importer_user:";
    const fix = `aws iam create-access-key --user-name ${importerUser(settings)}`;
    return { status: "FAIL", found: message, expected: "a listing of the bucket", why, advice, fix };
  }
  return { status: "UNKNOWN", found: message, expected: "a listing of the bucket", why: "could not look" };
}

/** A key that can do more than the importer needs is a risk on a mail server. */
async function judgeCaller({ name, bucket }: Region, { aws, settings }: DoctorContext): Promise<Finding> {
  try {
    const { arn } = await aws.caller(name);
    const expected = `user/${importerUser(settings)}`;
    const { s3 } = await aws.clients(name);
    const mayMore = await s3.getBucketPolicy({ Bucket: bucket }).then(
      () => true,
      (error: unknown) => error instanceof Error && error.name === "NoSuchBucketPolicy",
    );
    if (mayMore || arn.endsWith(":root")) {
      return {
        status: "WARN",
        found: `${arn} may do more than list, get and delete messages`,
        expected,
        why: "A thief of this key may do all of this in your AWS account.",
        fix: `aws iam create-access-key --user-name ${importerUser(settings)}`,
      };
    }
    return { status: arn.endsWith(expected) ? "OK" : "NOTE", found: arn, expected };
  } catch (error) {
    const failure = awsFailure(error);
    if (!failure) throw error;
    return {
      status: "NOTE",
      found: `the bucket can be listed; the owner of the key is not known (${failure.found})`,
      expected: "an answer of STS",
      why: "So it is not known whether the key may do more than the importer needs.",
    };
  }
}

/** The name that the stack gives to the importer's user. */
function importerUser({ regions, importer, host }: Settings): string {
  return importerUserName(regions[0].bucket, importer.keyPerHost ? host : undefined);
}
