import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { nodeDisk } from "../importer/machine/node-disk";
import { ExitCode } from "../lib/exit-codes";
import { printable } from "../lib/text";
import { UsageError } from "../lib/usage-error";
import { discardHeld, restoreCommand } from "../operator/status/held/discard";
import { nameOfMessage } from "../importer/message/model";
import { findHeld, readHeld } from "../operator/status/held/held-message";
import { previewMessage } from "../operator/status/held/preview";
import { releaseHeld, type Release } from "../operator/status/held/release";
import { ageText, countText, sizeText } from "../operator/status/quantities";
import type { HeldInStore } from "../operator/status/run-state";
import { lookAtStatus } from "../operator/status/status";
import { loadSettings } from "../settings/load";
import type { Region, Settings } from "../settings/model";
import { openStore } from "../store/open-store";
import { rootOption } from "./root-option";
import { reportError } from "./report-error";
import { settingsOption } from "./settings-option";
import { endpointOption, storeLocation, storeOption, type StoreFlags } from "./store-option";

interface HeldFlags extends StoreFlags {
  readonly settings: string;
  readonly root?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What each subcommand works with: the options, the settings, and the function that opens the store of a region. */
interface HeldWork {
  readonly flags: HeldFlags;
  readonly settings: Settings;
  readonly root: string;
  readonly open: (region: Region) => ReturnType<typeof openStore>;
}

export function registerHeld(program: Command): void {
  const held = program.command("held").description("list, read, release or discard held messages");
  add(held, "list", "list the messages that the last import held", (work) => list(work)).option(
    "--json",
    "print one JSON array",
  );
  add(held, "show <bucket/key>", "print the headers and the text of a held message", show);
  add(held, "release <bucket/key...>", "let the next import deliver these messages", release);
  add(held, "discard <bucket/key...>", "delete these messages from the store", discard).option("--yes", "do not ask");
}

function add(
  held: Command,
  name: string,
  description: string,
  run: (work: HeldWork, names: readonly string[]) => Promise<number>,
): Command {
  return held
    .command(name)
    .description(description)
    .addOption(settingsOption())
    .addOption(storeOption())
    .addOption(endpointOption())
    .addOption(rootOption("directory above the state directory, as for import"))
    .action(async (...args: unknown[]) => {
      const command = args.at(-1) as Command;
      const flags = command.opts<HeldFlags>();
      try {
        const location = storeLocation(flags, command);
        const { settings } = await loadSettings(flags.settings);
        const { bucketOwner } = settings.importer;
        const open = (region: Region) => openStore(location, region, { bucketOwner });
        process.exitCode = await run({ flags, settings, root: flags.root ?? "", open }, command.args);
      } catch (error) {
        process.exitCode = reportError(error, `held ${command.name()}`);
      }
    });
}

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

async function list({ settings, root, flags }: HeldWork): Promise<number> {
  const { state, unknown, now } = await lookAtStatus({ settings, root });
  const { held = [], heldCount = 0, countedAt } = state?.store ?? {};
  if (flags.json) process.stdout.write(`${JSON.stringify(held)}\n`);
  else for (const message of held) print(...describe(message, now));
  for (const text of unknown) process.stderr.write(`${printable(`standby-mx held list: ${text}`)}\n`);
  if (unknown.length > 0) return ExitCode.tryLater;
  if (flags.json) return ExitCode.done;
  const when = countedAt === undefined ? "" : `; the last import looked ${ageText(now - Date.parse(countedAt))} ago`;
  const rest = heldCount > held.length ? `, the first ${held.length} of them above` : "";
  print(`${heldCount === 0 ? "no message is held" : `${countText(heldCount)} held${rest}`}${when}`);
  return ExitCode.done;
}

function describe(message: HeldInStore, now: number): readonly string[] {
  const { mailbox, bytes, storedAt, reason } = message;
  const facts = [
    mailbox !== undefined && `for ${mailbox}`,
    bytes !== undefined && sizeText(bytes),
    storedAt !== undefined && `stored ${ageText(now - Date.parse(storedAt))} ago`,
  ].filter(Boolean);
  return [nameOfMessage(message), ...(facts.length > 0 ? [`  ${facts.join(", ")}`] : []), `  ${reason}`];
}

async function heldOf(names: readonly string[], { importer }: Settings, root: string): Promise<readonly HeldInStore[]> {
  const { store } = await readHeld(nodeDisk, join("/", root, importer.stateDirectory));
  return findHeld(store, names);
}

async function show({ settings, root, open }: HeldWork, names: readonly string[]): Promise<number> {
  const [message] = await heldOf(names, settings, root);
  const { bucket, key, etag, bytes: size } = message!;
  const region = settings.regions.find((each) => each.bucket === bucket);
  if (!region || etag === undefined || size === undefined) {
    throw new UsageError(`expected a message whose entry in the store's listing can be read, found ${names[0]}`);
  }
  const store = await open(region);
  try {
    print(...(await previewMessage(store, region.name, { key, etag, size })));
  } finally {
    await store.close();
  }
  return ExitCode.done;
}

async function release({ settings, root }: HeldWork, names: readonly string[]): Promise<number> {
  const releases = await releaseHeld(settings, root, names);
  for (const each of releases) print(`${nameOfMessage(each.message)}: ${effectText(each)}`);
  return releases.some(({ effect }) => effect === "tries-as-always") ? ExitCode.someHeld : ExitCode.done;
}

function effectText({ effect, message }: Release): string {
  if (effect === "delivers") return "the next import delivers the message into INBOX";
  if (effect === "hands-over-again") return "the next import sends the message again";
  return `nothing to release: each import tries this message anyway; the last import found: ${message.reason}`;
}

async function discard({ settings, root, open, flags }: HeldWork, names: readonly string[]): Promise<number> {
  const messages = await heldOf(names, settings, root);
  if (!flags.yes && !(await isConfirmed(messages))) return ExitCode.usage;
  let isAllGone = true;
  for (const { message, failure } of await discardHeld(settings, root, names, open)) {
    if (failure === undefined) print(`${nameOfMessage(message)}: deleted`);
    else process.stderr.write(`${printable(`standby-mx held discard: ${nameOfMessage(message)} stays: ${failure}`)}\n`);
    isAllGone &&= failure === undefined;
    if (failure !== undefined || flags.store !== "s3") continue;
    print(`  to get it back within ${settings.retention.deletedDays} days, with the credentials of an administrator:`);
    print(`  ${restoreCommand(message)}`);
  }
  return isAllGone ? ExitCode.done : ExitCode.someHeld;
}

async function isConfirmed(messages: readonly HeldInStore[]): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError("expected a terminal for the answer, found none; add --yes");
  print(...messages.map(nameOfMessage));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Delete ${countText(messages.length)} from the store? [y/N]: `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
