import { shellWord } from "../shell-word";
/** How a page was made, so that the measurement can be repeated. */
export interface PageOrigin {
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** The command that repeats it. */
  readonly command: string;
  /** Names of programs with their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The origin of a page that this process makes. */
export function originOf(command: readonly string[], version: string, startedAt: Date): PageOrigin {
  const { platform, arch, versions } = process;
  return {
    startedAt: startedAt.toISOString(),
    command: command.map(shellWord).join(" "),
    versions: { "standby-mx": version, "Node.js": versions.node, [platform]: arch },
  };
}
