// Reads all objects under anna/, 64 at a time, with only a signature and Node's HTTP client: the minimum cost of any importer. With a
// Maildir, also writes durable files and deletes the objects, without checks or records: the upper bound of the rate of an importer
// with one thread. Arguments: <bucket> [<Maildir>]; endpoint and credentials from the environment.
import "../cli/thread-pool";
import type { NewFile } from "../importer/machine/disk";
import { nodeDisk } from "../importer/machine/node-disk";
import { LIMITS } from "../importer/limits";
import { inParallel } from "../lib/in-parallel";
import { S3Store } from "../store/s3-store";
import type { ObjectSummary } from "../store/store";

async function main([bucket = "", maildir]: readonly string[]): Promise<void> {
  const store = await S3Store.open({ bucket, region: process.env.AWS_REGION ?? "us-east-1", connections: 64 });
  const objects: ObjectSummary[] = [];
  for await (const page of store.list("anna/")) objects.push(...page);
  const files: NewFile[] = [];
  const makeDurable = (batch: readonly NewFile[]) =>
    Promise.all(batch.map((file) => file.sync().finally(() => file.close())));
  await inParallel(objects, 64, async ({ key }) => {
    const { body } = await store.get(key);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    if (maildir === undefined) return;
    const name = key.replaceAll("/", "-");
    const file = await nodeDisk.create(`${maildir}/tmp/${name}`);
    await file.write(Buffer.concat(chunks));
    await nodeDisk.rename(`${maildir}/tmp/${name}`, `${maildir}/new/${name}`);
    if (files.push(file) >= LIMITS.maxBatchMessages) await makeDurable(files.splice(0));
  });
  await makeDurable(files);
  if (maildir !== undefined) {
    for (let from = 0; from < objects.length; from += 1000) await store.deleteMany(objects.slice(from, from + 1000));
  }
  store.close();
}

void main(process.argv.slice(2));
