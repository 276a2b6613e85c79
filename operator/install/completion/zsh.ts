import { allCommands, type CommandNode, type OptionNode, type OptionValue } from "../command-tree";

/** A completion for zsh: one function a command. */
export function zshCompletion(program: CommandNode): string {
  return `#compdef ${program.name}
# zsh completion of ${program.name}, made from its commands when it was built
${allCommands(program)
  .map((node) => zshFunction(program, node))
  .join("\n")}
${functionName(program, [])} "$@"
`;
}

function zshFunction(program: CommandNode, node: CommandNode): string {
  const options = node.options.map(optionSpec);
  const name = functionName(program, node.path);
  if (node.commands.length === 0) {
    const values = node.arguments.map((argument) =>
      quote(`*:${argument.usage.replaceAll(":", " ")}:${action(argument.value)}`),
    );
    return `${name}() {\n  _arguments -s ${[...options, ...values].join(" \\\n    ")}\n}\n`;
  }
  const commands = node.commands.map(({ name: command, summary }) =>
    quote(`${command}:${summary.replaceAll(":", "\\:")}`),
  );
  const calls = node.commands.map(({ name: command, path }) => `      ${command}) ${functionName(program, path)} ;;`);
  return `${name}() {
  local curcontext="$curcontext" state line
  _arguments -C ${options.join(" \\\n    ")} '1: :->command' '*:: :->arguments'
  case $state in
    command)
      local -a commands=(${commands.join(" \\\n        ")})
      _describe command commands ;;
    arguments) case $line[1] in
${calls.join("\n")}
    esac ;;
  esac
}
`;
}

function optionSpec({ short, long, description, value }: OptionNode): string {
  const text = `[${description.replace(/[[\]\\:]/g, "\\$&")}]`;
  const withValue = value === undefined ? "" : `:value:${action(value)}`;
  if (short === undefined) return quote(`${long}${text}${withValue}`);
  return `${quote(`(${short} ${long})`)}{${short},${long}}${quote(`${text}${withValue}`)}`;
}

function action(value: OptionValue): string {
  if (value.kind === "path") return "_files";
  return value.kind === "words" ? `(${value.words.join(" ")})` : " ";
}

const functionName = (program: CommandNode, path: readonly string[]) => [`_${program.name}`, ...path].join("__");

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
