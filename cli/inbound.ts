import { once } from "node:events";
import { join, resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import type { RulesSource } from "../inbound/applied-rules";
import { noDns } from "../inbound/dns-resolver";
import { startEndpoint, type EndpointOptions } from "../inbound/endpoint";
import { eventLine } from "../inbound/endpoint-event";
import { RulesError } from "../inbound/rules-error";
import { SynthesizedRules } from "../inbound/synthesized/synthesized-rules";
import { DirectoryStore } from "../store/directory-store";
import { ExitCode } from "./exit-code";

interface InboundOptions {
  readonly rules: string;
  readonly store: EndpointOptions["stores"];
  readonly listen: EndpointOptions["listen"];
  readonly account: string;
  readonly unverified: readonly string[];
  readonly activeRuleSet?: string;
  readonly caseSensitive?: boolean;
  readonly dns: boolean;
}

export function registerInbound(program: Command): void {
  program
    .command("inbound")
    .description("stand in for SES: take mail by SMTP, obey receipt rules as applied, put messages into a store")
    .requiredOption("--rules <cdk.tf.json>", "the synthesized stack whose rules are obeyed; read anew for each message")
    .requiredOption("--store <dir:path>", "where the buckets are: dir:<path>/<bucket>/<key>", storesOf)
    .option("--listen <host:port>", "where to listen", hostAndPort, { host: "127.0.0.1", port: 2525 })
    .option("--account <id>", "the AWS account in which the stack would be applied", "111122223333")
    .option("--unverified <domain>", "a domain whose identity is not verified (can be repeated)", collect, [])
    .option("--active-rule-set <name>", "the active rule set, where the stack does not manage it")
    .option("--case-sensitive", "tell Alice@ from alice@; whether SES does is not documented")
    .option("--no-dns", "ask DNS nothing; SPF and DKIM say temperror")
    .action(async (options: InboundOptions) => {
      process.exitCode = await serve(options).catch(explain);
    });
}

async function serve(options: InboundOptions): Promise<number> {
  const { store: stores, listen } = options;
  const rules = rulesOf(options);
  const endpoint = await startEndpoint({
    rules,
    stores,
    listen,
    localPartCase: options.caseSensitive ? "respected" : undefined,
    log: (event) => process.stdout.write(`${eventLine(event)}\n`),
    ...(options.dns ? {} : { resolver: noDns }),
  });
  process.stdout.write(`listening on ${listen.host}:${endpoint.port}, rules of ${rules.name}\n`);
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const lost = await endpoint.close();
  if (lost.length === 0) return ExitCode.done;
  process.stderr.write(`standby-mx: ${lost.length} accepted messages were not stored and are lost (see above)\n`);
  return ExitCode.someHeld;
}

/** Rules that cannot be told are wrong settings; a port that cannot be had now may be had later. */
function explain(error: unknown): number {
  if (!(error instanceof Error)) throw error;
  const code =
    error instanceof RulesError ? ExitCode.wrongSettings : "syscall" in error ? ExitCode.tryLater : undefined;
  if (code === undefined) throw error;
  process.stderr.write(`standby-mx: ${error.message}\n`);
  return code;
}

function rulesOf({ rules, account, unverified, activeRuleSet }: InboundOptions): RulesSource {
  return new SynthesizedRules(rules, { account, unverified, activeRuleSet });
}

function storesOf(text: string): EndpointOptions["stores"] {
  const [, path] = /^dir:(.+)$/.exec(text) ?? [];
  if (path === undefined) throw new InvalidArgumentError("Expected dir:<path>.");
  return async (bucket) => {
    const store = new DirectoryStore(join(resolve(path), bucket));
    await store.create();
    return store;
  };
}

function hostAndPort(text: string): EndpointOptions["listen"] {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65535) throw new InvalidArgumentError("Expected <host>:<port>.");
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
