import { allCommands, type CommandNode, type OptionValue } from "../command-tree";

/** A completion for bash that starts no program and does not need the package bash-completion. */
export function bashCompletion(program: CommandNode): string {
  const nodes = allCommands(program);
  const subcommands = nodes.slice(1).map(({ path }) => `"${["", ...path.slice(0, -1)].join(" ")}:${path.at(-1)}"`);
  return `# bash completion of ${program.name}, made from its commands when it was built
_standby_mx() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= word
  # bash takes --option=value for three words.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$path:$word" in
      ${subcommands.join(" | ")}) path+=" $word" ;;
    esac
  done
  COMPREPLY=()
  case "$path:$prev" in
${nodes.flatMap(valueCases).join("\n")}
  esac
  case "$path" in
${nodes.map(wordCase).join("\n")}
  esac
}
complete -F _standby_mx ${program.name}
`;
}

function valueCases({ path, options }: CommandNode): string[] {
  return options.flatMap(({ short, long, value }) => {
    if (value === undefined) return [];
    const patterns = [short, long].filter((name) => name !== undefined).map((name) => `"${where(path)}:${name}"`);
    return [`    ${patterns.join(" | ")}) ${complete(value)}return ;;`];
  });
}

function wordCase({ path, options, commands, arguments: [argument] }: CommandNode): string {
  const words = [...commands.map(({ name }) => name), ...options.map(({ long }) => long)];
  const choices = argument?.value.kind === "words" ? argument.value.words : [];
  const paths = argument?.value.kind === "path" ? `[[ $cur == -* ]] || { ${complete(argument.value)}}; ` : "";
  return `    "${where(path)}") COMPREPLY=($(compgen -W "${[...words, ...choices].join(" ")}" -- "$cur")); ${paths};;`.replace(
    "; ;;",
    " ;;",
  );
}

const where = (path: readonly string[]) => ["", ...path].join(" ");

function complete(value: OptionValue): string {
  if (value.kind === "path") return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); `;
  if (value.kind === "words") return `COMPREPLY=($(compgen -W "${value.words.join(" ")}" -- "$cur")); `;
  return "";
}
