import { once } from "node:events";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { RulesSource } from "../inbound/applied-rules";
import { openAws, type AwsClients } from "../inbound/aws-clients";
import { systemClock } from "../inbound/clock";
import { noDns } from "../inbound/dns-resolver";
import { startEndpoint, type EndpointOptions } from "../inbound/endpoint";
import { endpointEventLine, type EndpointEvent } from "../inbound/endpoint-event";
import { publishTo } from "../inbound/notification-publisher";
import { RulesError } from "../inbound/rules-error";
import { SesRules } from "../inbound/ses-rules";
import { SynthesizedRules } from "../inbound/synthesized/synthesized-rules";
import { DirectoryStore } from "../store/directory-store";
import { openStore, parseStoreLocation, type StoreLocation } from "../store/open-store";
import { InboundExit } from "../lib/exit-codes";
import { readKeyPair } from "./key-pair";
import { reportError } from "./report-error";

interface InboundOptions {
  readonly rules: string;
  readonly store: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly listen: EndpointOptions["listen"];
  readonly account: string;
  readonly unverified?: readonly string[];
  readonly activeRuleSet?: string;
  readonly caseSensitive?: boolean;
  readonly certificate?: string;
  readonly key?: string;
  readonly dns: boolean;
  readonly json?: boolean;
}

/** The endpoint accepts connections; for port 0, `port` is the chosen port. */
interface ListeningEvent {
  readonly kind: "listening";
  readonly host: string;
  readonly port: number;
  readonly rules: string;
}

export function registerInbound(program: Command): void {
  program
    .command("inbound")
    .description("simulate SES: receive mail by SMTP, and store it by the rules")
    .requiredOption(
      "--rules <source>",
      "receipt rules: a synthesized cdk.tf.json, or ses for the SES API; read again for each message",
    )
    .requiredOption(
      "--store <store>",
      "where to store messages: s3, or dir:<path> for files <path>/<bucket>/<key>",
      store,
    )
    .option("--endpoint-url <url>", "custom AWS endpoint, such as an emulator (or AWS_ENDPOINT_URL)")
    .addOption(new Option("--region <name>", "AWS region when --rules is ses").env("AWS_REGION"))
    .addOption(
      new Option("--listen <host:port>", "address and port to listen on")
        .argParser(hostAndPort)
        .default({ host: "127.0.0.1", port: 2525 }, "127.0.0.1:2525"),
    )
    .option("--account <id>", "AWS account of the stack", "111122223333")
    .option("--unverified <domain>", "domain that SES has not verified (can be repeated)", collect)
    .option("--active-rule-set <name>", "active rule set, if the stack does not manage it")
    .option("--case-sensitive", "distinguish Alice@ from alice@; AWS does not document what SES does")
    .option("--certificate <file>", "certificate for STARTTLS, in PEM (default: self-signed)")
    .option("--key <file>", "private key of the certificate, in PEM")
    .option("--no-dns", "disable DNS lookups; SPF, DKIM and DMARC result in temperror")
    .option("--json", 'print each event as a line of JSON; the event "listening" has the port')
    .action(async (options: InboundOptions) => {
      process.exitCode = await serve(options).catch((error: unknown) => reportError(error));
    });
}

async function serve(options: InboundOptions): Promise<number> {
  const { listen } = options;
  const print = (event: EndpointEvent | ListeningEvent, line: string) =>
    process.stdout.write(`${options.json ? JSON.stringify(event) : line}\n`);
  const location = parseStoreLocation(options.store, options.endpointUrl);
  const usesAws = options.rules === "ses" || location.kind === "s3";
  const aws = usesAws ? await openAws({ region: options.region, endpoint: options.endpointUrl }) : undefined;
  const rules = rulesOf(options, aws);
  // Before the start: the endpoint accepts messages while it still writes the setup objects.
  const stopped = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const endpoint = await startEndpoint({
    rules,
    stores: storesOf(location, rules),
    listen,
    certificate: readKeyPair(options),
    localPartCase: options.caseSensitive ? "respected" : undefined,
    log: (event) => print(event, endpointEventLine(event)),
    ...(options.dns ? {} : { resolver: noDns }),
    ...(aws && { onStored: publishTo(aws.sns, systemClock) }),
  });
  print(
    { kind: "listening", host: listen.host, port: endpoint.port, rules: rules.name },
    `listening on ${listen.host}:${endpoint.port}, rules of ${rules.name}`,
  );
  await stopped;
  const lost = await endpoint.close();
  aws?.close();
  if (lost.length === 0) return InboundExit.done;
  process.stderr.write(`standby-mx: ${lost.length} accepted messages were not stored and are lost (see above)\n`);
  return InboundExit.messagesLost;
}

function rulesOf(options: InboundOptions, aws: AwsClients | undefined): RulesSource {
  const { rules, account, unverified, activeRuleSet } = options;
  if (rules === "ses" && (unverified !== undefined || activeRuleSet !== undefined)) {
    throw new RulesError(
      "--unverified and --active-rule-set are for a synthesized file only; with --rules ses, leave them out",
    );
  }
  if (rules === "ses" && aws) return new SesRules(options.endpointUrl ?? `SES in ${options.region}`, aws);
  return new SynthesizedRules(rules, { account, unverified, activeRuleSet });
}

/** Creates the directory of a bucket; a bucket in S3 must exist. */
function storesOf(location: StoreLocation, rules: RulesSource): EndpointOptions["stores"] {
  return async (bucket) => {
    const { region } = await rules.read();
    const store = await openStore(location, { name: region, bucket });
    if (store instanceof DirectoryStore) await store.create();
    return store;
  };
}

function store(text: string): string {
  try {
    parseStoreLocation(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof RangeError ? error.message : String(error));
  }
}

function hostAndPort(text: string): EndpointOptions["listen"] {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65535) throw new InvalidArgumentError("Expected <host>:<port>.");
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}
