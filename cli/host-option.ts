import { hostname } from "node:os";
import { Option } from "commander";
import type { Settings } from "../settings/model";
import { HostError, hostsOf, normalHost, settingsOfHost } from "../settings/names/hosts";

/** `--host NAME`; read it with `settingsHere`. */
export function hostOption(): Option {
  return new Option("--host <name>", "mail host of the settings, if they name several (default: this machine's name)");
}

/** The settings for this machine. Throws `HostError` where all mailboxes are on other hosts. */
export function settingsHere(settings: Settings, named: string | undefined): Settings {
  if (named === undefined) return settingsOfHost(settings, hostname(), "the name of this machine");
  if (hostsOf(settings.mailboxes).length > 0) return settingsOfHost(settings, named, "--host");
  throw new HostError(
    `expected mailboxes with a host in the settings, found none, and --host ${named}; leave --host out`,
  );
}

/**
 * The settings for this machine, without mailboxes if this machine is not a host of the settings, because it need not
 * be a mail server.
 */
export function settingsAnywhere(settings: Settings, named: string | undefined): Settings {
  try {
    return settingsHere(settings, named);
  } catch (error) {
    if (!(error instanceof HostError) || named !== undefined) throw error;
    return { ...settings, host: normalHost(hostname()) };
  }
}
