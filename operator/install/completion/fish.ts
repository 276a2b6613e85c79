import { allCommands, type CommandNode, type OptionNode, type OptionValue } from "../command-tree";

/** A completion for fish. */
export function fishCompletion(program: CommandNode): string {
  const lines = allCommands(program).flatMap((node) => {
    const start = `complete -c ${program.name} -n ${quote(condition(node))}`;
    return [
      ...node.commands.map(({ name, summary }) => `${start} -a ${name} -d ${quote(summary)}`),
      ...node.options.map((option) => `${start} ${optionWords(option)} -d ${quote(option.description)}`),
      ...node.arguments.flatMap(({ value }) => argumentWords(value).map((words) => `${start} ${words}`)),
    ];
  });
  return `# fish completion of ${program.name}, made from its commands when it was built
complete -c ${program.name} -f
${lines.join("\n")}
`;
}

/** A condition that holds for a command line with the words of the path and no subcommand after them. */
function condition({ path, commands }: CommandNode): string {
  const conditions = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map(({ name }) => name).join(" ");
  if (below !== "") conditions.push(`not __fish_seen_subcommand_from ${below}`);
  return conditions.join("; and ");
}

function optionWords({ short, long, value }: OptionNode): string {
  const names = `${short === undefined ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  if (value === undefined) return names;
  if (value.kind === "path") return `${names} -r -F`;
  return value.kind === "words" ? `${names} -x -a ${quote(value.words.join(" "))}` : `${names} -x`;
}

function argumentWords(value: OptionValue): string[] {
  if (value.kind === "path") return ["-F"];
  return value.kind === "words" ? [`-a ${quote(value.words.join(" "))}`] : [];
}

const quote = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;
