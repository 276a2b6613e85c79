import { join } from "node:path";
import type { Settings } from "../settings/model";
import { takeAccount } from "./reconcile/reconcile";
import { fixtureMessages } from "./fixture-messages";
import { runImport, type ImportRun } from "./import-run";
import type { Sent } from "./sent-log";
import { LocalDns } from "./local-dns";
import { messagesBelow } from "./mail-directory";
import { makeMaildir } from "./maildir";
import { delimiterGaps, describeGap } from "../settings/delimiter";
import { readMxRecords } from "./mx-records";
import { afterImport, beforeImport } from "./phases";
import { everyPhase, roundRobin } from "./plan";
import { Rehearsal } from "./environment";
import { conclude, type DrillResult } from "./result";
import { inOrder } from "./sender/mail-exchangers";
import { synthesize } from "./synthesis";
import type { Timeline } from "./timeline";
import { UserList } from "./user-list";
import type { Workspace } from "./workspace";

export interface DrillRequest {
  /** The root of the repository. */
  readonly root: string;
  /** The `standby-mx` command, with which the import is run: a JavaScript file. */
  readonly command: string;
  readonly settings: Settings;
  readonly settingsFile: string;
  /** A directory with mail to send instead of the fixture messages. */
  readonly mail: string | undefined;
  readonly workspace: Workspace;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}

/** Rehearses an outage from the settings file to the Maildirs, and accounts for every message. */
export async function drill(request: DrillRequest): Promise<DrillResult> {
  const { root, command, settings, settingsFile, workspace, timeline, signal } = request;
  const fixtures = join(root, "fixtures", "messages");
  const messages = await (request.mail === undefined
    ? fixtureMessages(fixtures)
    : messagesBelow(request.mail, (what) => timeline.add("mail", what)));
  const phases = beforeImport(settings.regions.length);
  const plan = (request.mail === undefined ? everyPhase : roundRobin)(messages, settings, phases.length + 1);

  timeline.add(
    "start",
    `${messages.length} messages, ${settings.mailboxes.length} mailboxes, settings ${settingsFile}`,
  );
  const stacks = await synthesize({ root, settings: settingsFile, outdir: workspace.synthesized, signal });
  const exchangers = await readMxRecords(stacks.map(({ file }) => file));
  timeline.add("synthesize", `main.ts made ${stacks.map(({ name }) => name).join(", ")}`);
  for (const [domain, hosts] of exchangers) {
    const records = inOrder(hosts).map(({ preference, host }) => `${preference} ${host}`);
    timeline.add("dns", `${domain} MX ${records.join(", ")}`);
  }
  for (const gap of delimiterGaps(settings)) timeline.add("labels", describeGap(gap).found);

  const users = new UserList(settings);
  const dns = await LocalDns.read(join(fixtures, "dns.yaml"));
  const rehearsal = new Rehearsal({ settings, users, dns, exchangers, workspace, timeline, signal });
  const ledger: Sent[] = [];
  const imports: ImportRun[] = [];
  const importNow = async () => {
    const run = await runImport({
      command,
      settings: settingsFile,
      store: workspace.store,
      server: workspace.server,
      signal,
    });
    imports.push(run);
    return run;
  };
  try {
    for (const { maildir } of settings.mailboxes) await makeMaildir(workspace.server + maildir);
    const { manageActiveRuleSet, ruleSet, tlsPolicy } = settings;
    if (tlsPolicy === "Require") timeline.add("rules", "senders without TLS would be refused: tlsPolicy is Require");
    if (!manageActiveRuleSet) timeline.add("rules", `the drill activates ${ruleSet}: manageActiveRuleSet is false`);
    await rehearsal.standbys.start(stacks, manageActiveRuleSet ? undefined : ruleSet);
    for (const [i, phase] of phases.entries()) ledger.push(...(await rehearsal.play(phase, plan[i]!)));
    const waiting = await rehearsal.standbys.waiting();
    await rehearsal.primary.up();
    timeline.add("back", `the primary is back; ${waiting.length} messages wait in the bucket`);
    timeline.add("import", `standby-mx import: ${(await importNow()).delivered} messages into the Maildirs`);
    ledger.push(...(await rehearsal.play(afterImport, plan.at(-1)!)));
    timeline.add("import", `standby-mx import once more: ${(await importNow()).delivered} messages`);
    const left = await rehearsal.standbys.waiting();
    const isStandby = (host: string) => rehearsal.isStandby(host);
    const account = await takeAccount({
      settings,
      users,
      ledger,
      root: workspace.server,
      isStandby,
      resolve: dns.resolve,
    });
    timeline.add("account", "every Maildir was compared with what was sent");
    const { troubles } = rehearsal.standbys;
    return conclude({ ledger, account, imports, left, troubles, users, isStandby, timeline });
  } finally {
    await rehearsal.end();
  }
}
