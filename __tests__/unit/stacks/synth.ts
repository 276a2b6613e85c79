import { synthesizedFiles } from "../../../fixtures/synthesized-files";
import type { Settings } from "../../../settings/model";

/** A block of a `cdk.tf.json`, without cdktf's metadata in `//`. */
export type SynthesizedBlock = Readonly<Record<string, unknown>>;

/** One synthesized `cdk.tf.json`. */
export class Synthesized {
  readonly document: SynthesizedBlock;

  constructor(readonly json: string) {
    this.document = JSON.parse(json, (key, value: unknown) => (key === "//" ? undefined : value)) as SynthesizedBlock;
  }

  /** The blocks of a resource type, by their addresses, such as `aws_s3_bucket.mail-bucket_6C653284`. */
  resources(type: string): Record<string, SynthesizedBlock> {
    return addressed("", type, this.section("resource")[type]);
  }

  /** The only block of a resource type. */
  resource(type: string): SynthesizedBlock {
    const [block, ...more] = Object.values(this.resources(type));
    if (!block || more.length > 0) throw new Error(`expected one ${type}, found ${block ? more.length + 1 : 0}`);
    return block;
  }

  data(type: string): Record<string, SynthesizedBlock> {
    return addressed("data.", type, this.section("data")[type]);
  }

  /** Every resource and data source, by its address. */
  get blocks(): Record<string, SynthesizedBlock> {
    const resources = Object.keys(this.section("resource")).map((type) => this.resources(type));
    const data = Object.keys(this.section("data")).map((type) => this.data(type));
    return Object.assign({}, ...resources, ...data) as Record<string, SynthesizedBlock>;
  }

  get outputs(): Record<string, { readonly value: unknown }> {
    return this.section("output") as Record<string, { value: unknown }>;
  }

  section(name: string): Record<string, Record<string, SynthesizedBlock>> {
    return (this.document[name] ?? {}) as Record<string, Record<string, SynthesizedBlock>>;
  }
}

/** Synthesizes the stacks of all regions, in the settings' order. */
export function synth(settings: Settings, endpoint?: string): Synthesized[] {
  const files = synthesizedFiles(settings, endpoint);
  return settings.regions.map(({ name }) => new Synthesized(files.get(`standby-mx-${name}`)!));
}

/** Synthesizes the stack of the first region. */
export function synthFirst(settings: Settings, endpoint?: string): Synthesized {
  return synth(settings, endpoint)[0]!;
}

/** The HCL of the first region, as `cdktf synth --hcl` asks the app for it. */
export function synthHcl(settings: Settings): string {
  process.env.SYNTH_HCL_OUTPUT = "true";
  try {
    return synthesizedFiles(settings, undefined, "cdk.tf").get(`standby-mx-${settings.regions[0].name}`)!;
  } finally {
    delete process.env.SYNTH_HCL_OUTPUT;
  }
}

function addressed(
  start: string,
  type: string,
  blocks: Record<string, SynthesizedBlock> = {},
): Record<string, SynthesizedBlock> {
  return Object.fromEntries(Object.entries(blocks).map(([id, block]) => [`${start}${type}.${id}`, block]));
}
