import { hasCode } from "../../../lib/errors";
import { runProgram } from "../run-program";
import { SourceError } from "../source-error";

/** The parameters of main.cf that decide which recipients Postfix accepts and where their mail goes. */
const RECIPIENT_PARAMETERS = [
  "alias_maps",
  "canonical_maps",
  "double_bounce_sender",
  "forward_path",
  "home_mailbox",
  "inet_interfaces",
  "local_recipient_maps",
  "local_transport",
  "luser_relay",
  "mail_spool_directory",
  "mailbox_command",
  "mailbox_command_maps",
  "mailbox_transport",
  "mailbox_transport_maps",
  "message_size_limit",
  "multi_instance_directories",
  "mydestination",
  "myhostname",
  "mynetworks",
  "myorigin",
  "owner_request_special",
  "parent_domain_matches_subdomains",
  "queue_directory",
  "recipient_canonical_maps",
  "recipient_delimiter",
  "relay_domains",
  "relay_recipient_maps",
  "relocated_maps",
  "smtpd_recipient_restrictions",
  "smtpd_reject_unlisted_recipient",
  "smtpd_relay_restrictions",
  "smtpd_restriction_classes",
  "transport_maps",
  "virtual_alias_domains",
  "virtual_alias_maps",
  "virtual_gid_maps",
  "virtual_mailbox_base",
  "virtual_mailbox_domains",
  "virtual_mailbox_maps",
  "virtual_transport",
  "virtual_uid_maps",
] as const;

/** Further parameters that may refuse a recipient, although that is not their purpose. */
const OTHER_RESTRICTIONS = [
  "smtpd_client_restrictions",
  "smtpd_data_restrictions",
  "smtpd_end_of_data_restrictions",
  "smtpd_helo_restrictions",
  "smtpd_sender_restrictions",
] as const;

const ALL_PARAMETERS = [...RECIPIENT_PARAMETERS, ...OTHER_RESTRICTIONS];

export type ParameterName = (typeof RECIPIENT_PARAMETERS)[number] | (typeof OTHER_RESTRICTIONS)[number];
export type Parameters = Readonly<Record<ParameterName, string>>;

/** The configuration as Postfix reads it, with every `$name` replaced (postconf(1), -x). */
export async function readParameters(configDirectory: string | undefined): Promise<Parameters> {
  const printed = await postconf(configDirectory, "-x", ...ALL_PARAMETERS);
  const values = new Map(
    printed.split("\n").map((line): [string, string] => {
      const equals = line.indexOf("=");
      return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    }),
  );
  return Object.fromEntries(ALL_PARAMETERS.map((name) => [name, values.get(name) ?? ""])) as Parameters;
}

/** Lines such as `smtp/inet/virtual_alias_maps`: parameters that an entry of master.cf overrides (postconf(1), -P). */
export async function readServiceOverrides(configDirectory: string | undefined): Promise<string[]> {
  const printed = await postconf(configDirectory, "-P");
  return printed.split("\n").flatMap((line) => {
    const name = line.split(" =", 1)[0]?.trim() ?? "";
    return (RECIPIENT_PARAMETERS as readonly string[]).includes(name.split("/").at(-1) ?? "") ? [name] : [];
  });
}

export const inDirectory = (directory: string | undefined): string[] =>
  directory === undefined ? [] : ["-c", directory];

const OTHER_SOURCE = "read the addresses from another source: --from dovecot, passwd, file or command";

/** The output of postconf(1). Throws `SourceError`. */
async function postconf(configDirectory: string | undefined, ...args: readonly string[]): Promise<string> {
  const command: [string, ...string[]] = ["postconf", ...inDirectory(configDirectory), ...args];
  const { exitCode, stdout, stderr } = await runProgram(command).catch((cause: unknown) => {
    if (!(cause instanceof SourceError && hasCode(cause.cause, "ENOENT"))) throw cause;
    const advice = `run this command on the mail server, or ${OTHER_SOURCE}`;
    throw new SourceError(`expected postconf, a program of Postfix, found none on this machine; ${advice}`, { cause });
  });
  if (exitCode === 0) return stdout;
  // The last line has the fatal error; warnings stand before it.
  const found = stderr.trim().split("\n").at(-1) || `exit code ${exitCode}`;
  const advice = `name the directory of main.cf with --postfix-config, or ${OTHER_SOURCE}`;
  throw new SourceError(`expected Postfix's configuration from postconf, found ${found}; ${advice}`);
}
