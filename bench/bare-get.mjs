// Reads every object under anna/ with the AWS SDK, 64 at a time, and does nothing with it: what any importer must spend at least.
// node bench/bare-get.mjs <bucket>; endpoint and credentials from the environment.
import { S3 } from "@aws-sdk/client-s3";

const [bucket] = process.argv.slice(2);
const s3 = new S3({
  endpoint: process.env.AWS_ENDPOINT_URL_S3,
  forcePathStyle: true,
  responseChecksumValidation: "WHEN_REQUIRED",
  requestHandler: { httpAgent: { maxSockets: 64 } },
});
const keys = [];
let token;
do {
  const page = await s3.listObjectsV2({ Bucket: bucket, Prefix: "anna/", ContinuationToken: token });
  keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
  token = page.NextContinuationToken;
} while (token !== undefined);

async function reader() {
  for (let Key = keys.pop(); Key !== undefined; Key = keys.pop()) {
    const { Body } = await s3.getObject({ Bucket: bucket, Key });
    for await (const _ of Body);
  }
}
await Promise.all(Array.from({ length: 64 }, reader));
