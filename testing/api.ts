// The exports of `standby-mx/testing`. The bundle ships this file as dist/testing.d.ts, so it imports nothing.

export interface InboundOptions {
  /** Source of the receipt rules: the path of a synthesized `cdk.tf.json`, or `ses` for the SES API at `endpointUrl`. */
  readonly rules: string;
  /** Where the messages go: `s3`, or `dir:<path>` for files at `<path>/<bucket>/<key>`. Default: `s3`. */
  readonly store?: string;
  /**
   * URL of LocalStack, moto or another emulator. Where the environment has neither AWS_ACCESS_KEY_ID nor AWS_PROFILE, the requests
   * to this URL are signed with the access key `test`.
   */
  readonly endpointUrl?: string;
  /** Default: AWS_REGION, or else us-east-1. */
  readonly region?: string;
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** More options of `standby-mx inbound`, such as `["--unverified", "example.org"]`. The option `--no-dns` is always given. */
  readonly args?: readonly string[];
}

/** A running `standby-mx inbound`. */
export interface Inbound {
  /** For any SMTP client. */
  readonly host: string;
  readonly port: number;
  /** The events of the endpoint so far, oldest first. An event may come a moment after the reply to which it belongs. */
  readonly events: readonly InboundEvent[];
  /** Sends a message, byte for byte. Rejects where the endpoint gives no reply; a refusal is a reply. */
  send(mail: Mail): Promise<Sent>;
  /**
   * Waits until a receipt rule has stored a message, and reads the object. Rejects after the timeout; the error says
   * how far the message got.
   * @param messageId the id in the reply `250 OK <id>`
   */
  waitForObject(messageId: string, where?: ObjectFilter): Promise<StoredMail>;
  /** Ends the endpoint. */
  close(): Promise<void>;
}

export interface Mail {
  /** Envelope sender; empty: the null sender of a bounce. */
  readonly from: string;
  /** Envelope recipients. */
  readonly to: string | readonly string[];
  /** Header and body. Where the first line ends in LF, each LF is sent as CRLF. */
  readonly message: string | Uint8Array;
}

export interface Sent {
  /** SES's id of the message; `undefined`: no recipient was accepted. */
  readonly messageId: string | undefined;
  /** The endpoint's reply for each envelope recipient, such as `250 OK <id>` or `550 5.1.1 ...`. */
  readonly replies: ReadonlyMap<string, string>;
}

export interface ObjectFilter {
  readonly bucket?: string;
  readonly keyPrefix?: string;
  /** Default: 10,000. */
  readonly timeoutMs?: number;
}

/** A message as it is in the bucket. */
export interface StoredMail {
  readonly bucket: string;
  readonly key: string;
  /** The headers that SES adds, then the message as it was sent. */
  readonly bytes: Buffer;
  /** Header fields in their order, unfolded, those of SES first. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The value of the first header field of that name, in any case. */
  header(name: string): string | undefined;
}

/** A line of `standby-mx inbound --json`: docs/inbound.md lists the kinds with their members. */
export interface InboundEvent {
  readonly kind: string;
  readonly [member: string]: unknown;
}

/** Starts `standby-mx inbound` as a process, and waits until it accepts connections. */
export declare function startInbound(options: InboundOptions): Promise<Inbound>;

/** An emulator of AWS. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  /** Default: `localstack/localstack:4.14.0`, the last release that needs no account. */
  readonly image?: string;
  /** Environment variables of the container. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Receives what the container prints. */
  readonly onOutput?: (line: string) => void;
}

/** Starts LocalStack in a container. Needs a Docker engine and the package `@testcontainers/localstack`. */
export declare function startLocalStack(
  options?: LocalStackOptions,
): Promise<Emulator & { readonly containerId: string }>;

export interface MotoOptions {
  /** Default: `moto_server`, which `pip install 'moto[server]'` installs. */
  readonly command?: string;
}

/** Starts moto's server. */
export declare function startMoto(options?: MotoOptions): Promise<Emulator>;
