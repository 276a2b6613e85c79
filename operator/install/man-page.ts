import { allCommands, type CommandNode, type OptionNode } from "./command-tree";

/** The parts of the page about a command, besides its options. */
export interface CommandNotes {
  readonly examples: readonly string[];
  /** The meaning of each exit code that the section EXIT STATUS does not explain for this command; `undefined`: none. */
  readonly exitCodes: Readonly<Record<number, string | undefined>>;
}

export interface ManPageOptions {
  readonly program: CommandNode;
  readonly version: string;
  /** The date in the page's foot. */
  readonly date: Date;
  /** Notes by the name of the command, with its parent's name before it: `users diff`. */
  readonly notes: Readonly<Record<string, CommandNotes>>;
  /** The exit codes of all commands. */
  readonly exitCodes: Readonly<Record<number, string>>;
}

const MAX_LINE_CHARACTERS = 78;

/** The manual page standby-mx(1), in the man macros of man(7). */
export function manPage({ program, version, date, notes, exitCodes }: ManPageOptions): string {
  const day = date.toISOString().slice(0, 10);
  const commands = allCommands(program).filter(({ path, commands: below }) => path.length > 0 && below.length === 0);
  return [
    `.TH ${program.name.toUpperCase()} 1 ${day} "${program.name} ${version}" "User Commands"`,
    ".SH NAME",
    ...wrap(`${escape(program.name)} \\- ${escape(lowerFirst(program.summary).replace(/\.$/, ""))}`),
    ".SH SYNOPSIS",
    `.B ${escape(program.name)}`,
    ".I command",
    ".RI [ options ]",
    ".SH DESCRIPTION",
    ...paragraphs(description),
    ".SH COMMANDS",
    ...commands.flatMap((command) => section(program, command, notes[command.path.join(" ")])),
    ".SH EXIT STATUS",
    ...paragraphs("Of each command that gives no other meaning to a number:"),
    ...exitStatus(exitCodes),
    ...fixedSections.flatMap(([title, text]) => [`.SH ${title}`, ...paragraphs(text)]),
    "",
  ].join("\n");
}

const description = `standby-mx makes Amazon SES the second MX of a domain.
While the mail server is down, senders fall back to SES, which stores each message in S3.
When the server is back, the importer delivers each message into the mailbox of its user exactly once, and deletes it from S3.`;

const fixedSections: readonly (readonly [string, string])[] = [
  [
    "ENVIRONMENT",
    `@STANDBY_SETTINGS@The settings file, as with --settings.
@AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, AWS_ENDPOINT_URL@As for the AWS CLI.
@CREDENTIALS_DIRECTORY@Set by systemd: the file aws in it is read in place of ~/.aws/credentials.
@CACHE_DIRECTORY@Set by systemd: Node 22 and later keep compiled code in it.`,
  ],
  [
    "FILES",
    `@/etc/standby-mx.yaml@The settings, unless the working directory has a standby-mx.yaml.
@/etc/standby-mx.credentials@The access key for the systemd units, in the form of ~/.aws/credentials.
@/etc/default/standby-mx@Environment variables for the systemd units.
@/var/lib/standby-mx@The journal, without which a message could be delivered twice.`,
  ],
  ["SEE ALSO", "systemd.timer(5), systemd.exec(5), maildir(5)"],
];

function section(program: CommandNode, command: CommandNode, notes: CommandNotes | undefined): string[] {
  const usage = [program.name, ...command.path].join(" ");
  const { examples = [], exitCodes = {} } = notes ?? {};
  return [
    `.SS ${escape(usage)}${command.arguments.map((argument) => ` ${escape(argument.usage)}`).join("")}`,
    ...sentences(`${upperFirst(command.summary).replace(/\.$/, "")}.`),
    ...command.options.filter(({ long }) => long !== "--help").flatMap(optionLines),
    ...(Object.keys(exitCodes).length === 0 ? [] : [".PP", "Exit status:", ...exitStatus(exitCodes)]),
    ...(examples.length === 0 ? [] : [".PP", examples.length > 1 ? "Examples:" : "Example:", ".PP", ".RS 4", ".nf"]),
    ...examples.map((example) => `\\fB${escape(example)}\\fR`),
    ...(examples.length === 0 ? [] : [".fi", ".RE"]),
  ];
}

function exitStatus(exitCodes: CommandNotes["exitCodes"]): string[] {
  return Object.entries(exitCodes).flatMap(([code, meaning]) =>
    meaning === undefined ? [] : [".TP", `.B ${code}`, ...sentences(`${upperFirst(meaning)}.`)],
  );
}

function optionLines({ flags, description: text, value, defaultText, variable }: OptionNode): string[] {
  const notes = [
    value?.kind === "words" ? `One of: ${value.words.join(", ")}.` : "",
    defaultText === undefined ? "" : `Default: ${defaultText}.`,
    variable === undefined ? "" : `Environment variable: ${variable}.`,
  ].filter((note) => note !== "");
  return [".TP", `\\fB${escape(flags)}\\fR`, ...sentences(`${upperFirst(text)}.`), ...notes.flatMap(sentences)];
}

/** Formats lines; a line \`@tag@text\` is an entry of a list. */
function paragraphs(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const [, tag, entry] = /^@([^@]*)@(.*)$/.exec(line) ?? [];
    return tag === undefined ? sentences(line) : [".TP", `.B ${escape(tag)}`, ...sentences(entry!)];
  });
}

/** Writes each sentence on a line of its own, as man(7) recommends; longer sentences are wrapped. */
function sentences(text: string): string[] {
  return text.split(/(?<=[.!?]) (?=[A-Z])/).flatMap((sentence) => wrap(escape(sentence)));
}

function wrap(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > MAX_LINE_CHARACTERS) lines.push(atStart(word));
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

function escape(text: string): string {
  return atStart(text.replaceAll("\\", "\\e").replaceAll("-", "\\-"));
}

/** Escapes a full stop or apostrophe at the start of a line, which would be a request. */
function atStart(text: string): string {
  return text.replace(/^([.'])/, "\\&$1");
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string) =>
  /^[A-Z][a-z]/.test(text) && !text.startsWith("Amazon") ? text.charAt(0).toLowerCase() + text.slice(1) : text;
