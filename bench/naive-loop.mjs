// Does what common SES-to-Maildir scripts do: list, then for each message get, write into new/, copy to an archive prefix, delete,
// in sequence. The benches compare with it, and the crash matrix must find its losses.
// node bench/naive-loop.mjs <bucket> <prefix> <maildir>; endpoint and credentials from the environment.
import { S3 } from "@aws-sdk/client-s3";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const [bucket, prefix, maildir] = process.argv.slice(2);
const s3 = new S3({ endpoint: process.env.AWS_ENDPOINT_URL_S3, forcePathStyle: true });

let token;
do {
  const page = await s3.listObjectsV2({ Bucket: bucket, Prefix: `${prefix}/`, ContinuationToken: token });
  for (const { Key } of page.Contents ?? []) {
    const { Body } = await s3.getObject({ Bucket: bucket, Key });
    const name = Key.slice(Key.lastIndexOf("/") + 1);
    await writeFile(join(maildir, "new", name), await Body.transformToByteArray());
    await s3.copyObject({ Bucket: bucket, Key: `archive/${name}`, CopySource: `${bucket}/${Key}` });
    await s3.deleteObject({ Bucket: bucket, Key });
  }
  token = page.NextContinuationToken;
} while (token !== undefined);
