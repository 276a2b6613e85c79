import type { Argument, Command, Option } from "commander";

/** A command as the manual page and the completions show it, without hidden commands and options. */
export interface CommandNode {
  readonly name: string;
  /** The subcommand names after the program's name. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly arguments: readonly ArgumentNode[];
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

export interface ArgumentNode {
  /** The argument as in the usage line: `<plan.json...>`. */
  readonly usage: string;
  readonly description: string;
  readonly value: OptionValue;
}

export interface OptionNode {
  readonly short?: string;
  readonly long: string;
  /** The option as in the help: `--settings <file>`. */
  readonly flags: string;
  readonly description: string;
  /** `undefined`: the option takes no value. */
  readonly value?: OptionValue;
  readonly defaultText?: string;
  readonly variable?: string;
}

/** The kind of a value: one of several words, a path, or any text. */
export type OptionValue =
  { readonly kind: "words"; readonly words: readonly string[] } | { readonly kind: "path" | "any" };

export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
  const help = command.createHelp();
  return {
    name: command.name(),
    path,
    summary: command.description(),
    arguments: help.visibleArguments(command).map(argumentNode),
    options: help.visibleOptions(command).map(optionNode),
    commands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== "help")
      .map((each) => commandTree(each, [...path, each.name()])),
  };
}

/** The command and all its subcommands, parents first. */
export function allCommands(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)];
}

function argumentNode(argument: Argument): ArgumentNode {
  const name = argument.name();
  const usage = `${name}${argument.variadic ? "..." : ""}`;
  return {
    usage: argument.required ? `<${usage}>` : `[${usage}]`,
    description: argument.description,
    value: valueNamed(name, argument.argChoices),
  };
}

function optionNode(option: Option): OptionNode {
  const takesValue = option.required || option.optional;
  const defaultValue: unknown = option.defaultValue;
  return {
    short: option.short,
    long: option.long!,
    flags: option.flags,
    description: option.description,
    value: takesValue ? valueNamed(option.flags, option.argChoices) : undefined,
    defaultText: option.defaultValueDescription ?? (typeof defaultValue === "string" ? defaultValue : undefined),
    variable: option.envVar,
  };
}

/** The kind of a value by its name: `<file>`, `<directory>`, `<plan.json...>`. */
function valueNamed(name: string, choices: readonly string[] | undefined): OptionValue {
  if (choices) return { kind: "words", words: choices };
  return { kind: /\b(?:file|dir|directory|folder|path|json)\b/i.test(name) ? "path" : "any" };
}
