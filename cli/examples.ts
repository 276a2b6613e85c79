import type { Command } from "commander";

/** The example of each command, shown in its own help and in that of `standby-mx`. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  canary: "standby-mx canary alice@example.org",
  check: "standby-mx check --settings standby-mx.yaml",
  dns: "standby-mx dns --form example.org",
  doctor: "standby-mx doctor --settings /etc/standby-mx.yaml",
  drill: "standby-mx drill --settings standby-mx.example.yaml",
  held: "standby-mx held list --settings /etc/standby-mx.yaml",
  import: "standby-mx import --settings /etc/standby-mx.yaml",
  inbound: "standby-mx inbound --rules cdk.tf.json --store dir:/tmp/mail --listen 127.0.0.1:2525",
  init: "standby-mx init --yes --region eu-west-1",
  install: "standby-mx install --print",
  "plan-summary": "terraform show -json plan >plan.json && standby-mx plan-summary plan.json",
  review: "standby-mx review --base main",
  status: "standby-mx status --settings /etc/standby-mx.yaml --check --max-age 6h",
  uninstall: "standby-mx uninstall",
  users: "standby-mx users diff --from postfix",
};

/** Adds its example to the help of each command. Call it after all commands are registered. */
export function addExamples(program: Command): void {
  const shown = program.commands.map((command) => {
    const example = EXAMPLES[command.name()];
    if (example === undefined) throw new Error(`cli/examples.ts has no example of the command ${command.name()}`);
    command.addHelpText("after", `\nExample:\n  ${example}`);
    return `  ${example}`;
  });
  program.addHelpText("after", `\nExamples:\n${shown.join("\n")}`);
}
