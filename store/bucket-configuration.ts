import type { IncomingMessage } from "node:http";
import { loadAwsConfig } from "./aws-config";
import { readBounded } from "./read-bounded";
import { S3Client } from "./s3-client";
import { MAX_RESPONSE_BYTES } from "./s3-limits";
import { listed, rootElement, type Several } from "./s3-xml";

const MAX_CONNECTIONS_PER_BUCKET = 4;

export interface LifecycleRule {
  readonly Status: "Enabled" | "Disabled" | undefined;
  readonly Expiration?: { readonly Days?: number };
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number };
}

/** Booleans of https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
const PUBLIC_ACCESS_BLOCKS = [
  "BlockPublicAcls",
  "BlockPublicPolicy",
  "IgnorePublicAcls",
  "RestrictPublicBuckets",
] as const;

/**
 * Reads how buckets are configured, with the operations, members and error names of the SDK's S3 client, which would add 217 KB to
 * the bundle and 250 ms to every start. Throws errors that have S3's error code as `name`, as the SDK does.
 */
export class BucketConfiguration {
  private readonly clients = new Map<string, Promise<S3Client>>();

  /**
   * @param region the region of the first request; S3's error for a bucket of another region names the bucket's region
   */
  constructor(
    private readonly region: () => Promise<string>,
    private readonly endpoint?: string,
  ) {}

  async getBucketPolicy({ Bucket }: { readonly Bucket: string }): Promise<{ readonly Policy: string }> {
    return { Policy: await this.read(Bucket, "policy") };
  }

  async getBucketVersioning({ Bucket }: { readonly Bucket: string }): Promise<{ readonly Status?: string }> {
    return rootElement(await this.read(Bucket, "versioning"), "VersioningConfiguration");
  }

  async getPublicAccessBlock({ Bucket }: { readonly Bucket: string }) {
    const xml = await this.read(Bucket, "publicAccessBlock");
    const found = rootElement(xml, "PublicAccessBlockConfiguration") as Readonly<Record<string, unknown>>;
    const blocks = PUBLIC_ACCESS_BLOCKS.map((name) => [name, /^true$/i.test(String(found[name]))] as const);
    return {
      PublicAccessBlockConfiguration: Object.fromEntries(blocks) as Record<
        (typeof PUBLIC_ACCESS_BLOCKS)[number],
        boolean
      >,
    };
  }

  async getBucketLifecycleConfiguration({ Bucket }: { readonly Bucket: string }) {
    const xml = await this.read(Bucket, "lifecycle");
    const { Rule } = rootElement(xml, "LifecycleConfiguration") as { readonly Rule?: Several<LifecycleRuleXml> };
    return { Rules: listed(Rule).map(lifecycleRuleOf) };
  }

  destroy(): void {
    for (const client of this.clients.values()) {
      client.then(
        (opened) => opened.close(),
        () => undefined,
      );
    }
    this.clients.clear();
  }

  private async read(bucket: string, subresource: string): Promise<string> {
    try {
      return await this.readIn(await this.client(bucket), subresource);
    } catch (error) {
      const { bucketRegion } = error as { readonly bucketRegion?: string };
      if (bucketRegion === undefined || bucketRegion === (await this.region())) throw error;
      (await this.client(bucket)).close();
      this.clients.set(bucket, this.open(bucket, bucketRegion));
      return this.readIn(await this.client(bucket), subresource);
    }
  }

  private readIn(client: S3Client, subresource: string): Promise<string> {
    return client.send({ method: "GET", query: { [subresource]: "" } }, responseText);
  }

  private client(bucket: string): Promise<S3Client> {
    let client = this.clients.get(bucket);
    if (client === undefined) {
      client = this.region().then((region) => this.open(bucket, region));
      client.catch(() => this.clients.delete(bucket));
      this.clients.set(bucket, client);
    }
    return client;
  }

  private async open(bucket: string, region: string): Promise<S3Client> {
    const { endpoint, certificateAuthorities } = await loadAwsConfig(this.endpoint);
    const options = { connections: MAX_CONNECTIONS_PER_BUCKET, certificateAuthorities };
    return new S3Client({ bucket, region, endpoint }, options);
  }
}

/** All values of the XML are strings. */
interface LifecycleRuleXml {
  readonly Status?: string;
  readonly Expiration?: { readonly Days?: string };
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: string };
}

function lifecycleRuleOf({ Status, Expiration, NoncurrentVersionExpiration }: LifecycleRuleXml): LifecycleRule {
  const days = Expiration?.Days;
  const noncurrentDays = NoncurrentVersionExpiration?.NoncurrentDays;
  return {
    Status: Status === "Enabled" || Status === "Disabled" ? Status : undefined,
    ...(days !== undefined && { Expiration: { Days: Number(days) } }),
    ...(noncurrentDays !== undefined && { NoncurrentVersionExpiration: { NoncurrentDays: Number(noncurrentDays) } }),
  };
}

function responseText(response: IncomingMessage): Promise<string> {
  return readBounded(response, MAX_RESPONSE_BYTES);
}
