// Reads every object under anna/, 64 at a time, with a signature and Node's HTTP client and little else, and does nothing with it:
// what any importer must spend at least. Arguments: <bucket>; endpoint and credentials from the environment.
import { inParallel } from "../store/in-parallel";
import { S3Store } from "../store/s3-store";

async function main([bucket = ""]: readonly string[]): Promise<void> {
  const store = await S3Store.open({ bucket, region: process.env.AWS_REGION ?? "us-east-1", connections: 64 });
  const keys: string[] = [];
  for await (const page of store.list("anna/")) keys.push(...page.map(({ key }) => key));
  await inParallel(keys, 64, async (key) => {
    const { body } = await store.get(key);
    for await (const chunk of body) void chunk;
  });
  await store.close();
}

void main(process.argv.slice(2));
