import { join } from "node:path";
import type { Settings } from "../settings/model";
import { hostsOf } from "../settings/names/hosts";
import { reconcile } from "./reconcile/reconcile";
import { fixtureMessages } from "./fixture-messages";
import { runImport, type ImportRun } from "./import-run";
import type { SentMessage } from "./dispatch";
import { LocalDns } from "./local-dns";
import { messagesBelow } from "./mail-directory";
import { makeMaildirDirectories, hostRoot } from "./maildir";
import { delimiterGaps, describeGap } from "../settings/delimiter";
import { readMxRecords } from "./mx-records";
import { UP_AGAIN, beforeImport } from "./phases";
import { everyPhase, roundRobin } from "./schedule";
import { DrillEnvironment } from "./environment";
import { drillResult, type DrillResult } from "./drill-result";
import { tryingOrder } from "./sender/mail-exchangers";
import { synthesize } from "./synthesis";
import type { Timeline } from "./timeline";
import { UserList } from "./user-list";
import type { Workspace } from "./workspace";

export interface DrillRequest {
  /** The root of the repository. */
  readonly root: string;
  /** The JavaScript file of the `standby-mx` command, which runs the import. */
  readonly command: string;
  readonly settings: Settings;
  readonly settingsFile: string;
  /** A directory with mail to send; `undefined`: the fixture messages are sent. */
  readonly mail: string | undefined;
  readonly workspace: Workspace;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}

/** Simulates an outage from the settings file to the Maildirs, and looks for every message. */
export async function drill(request: DrillRequest): Promise<DrillResult> {
  const { root, command, settings, settingsFile, workspace, timeline, signal } = request;
  const fixtures = join(root, "fixtures", "messages");
  const messages = await (request.mail === undefined
    ? fixtureMessages(fixtures)
    : messagesBelow(request.mail, (what) => timeline.add("mail", what)));
  const phases = beforeImport(settings.regions.length);
  const schedule = (request.mail === undefined ? everyPhase : roundRobin)(messages, settings, phases.length + 1);

  timeline.add(
    "start",
    `${messages.length} messages, ${settings.mailboxes.length} mailboxes, settings ${settingsFile}`,
  );
  const stacks = await synthesize({ root, settings: settingsFile, outdir: workspace.synthesized, signal });
  const exchangers = await readMxRecords(stacks.map(({ file }) => file));
  timeline.add("synthesize", `main.ts made ${stacks.map(({ name }) => name).join(", ")}`);
  for (const [domain, hosts] of exchangers) {
    const records = tryingOrder(hosts).map(({ preference, host }) => `${preference} ${host}`);
    timeline.add("dns", `${domain} MX ${records.join(", ")}`);
  }
  for (const gap of delimiterGaps(settings)) timeline.add("labels", describeGap(gap).found);

  const users = new UserList(settings);
  const dns = await LocalDns.read(join(fixtures, "dns.yaml"));
  const environment = new DrillEnvironment({ settings, users, dns, exchangers, workspace, timeline, signal });
  const sentLog: SentMessage[] = [];
  const imports: ImportRun[] = [];
  const hostNames = hostsOf(settings.mailboxes);
  const hosts = hostNames.length > 0 ? hostNames : [undefined];
  const importNow = async () => {
    let delivered = 0;
    for (const host of hosts) {
      const run = await runImport({
        command,
        settings: settingsFile,
        store: workspace.store,
        server: hostRoot(workspace.server, host),
        host,
        clock: timeline,
        signal,
      });
      imports.push(run);
      delivered += run.delivered;
    }
    return delivered;
  };
  try {
    for (const { host, maildir } of settings.mailboxes)
      await makeMaildirDirectories(hostRoot(workspace.server, host) + maildir);
    const { manageActiveRuleSet, ruleSet, tlsPolicy } = settings;
    if (tlsPolicy === "Require") timeline.add("rules", "senders without TLS would be refused: tlsPolicy is Require");
    if (!manageActiveRuleSet) timeline.add("rules", `the drill activates ${ruleSet}: manageActiveRuleSet is false`);
    await environment.standbys.start(stacks, manageActiveRuleSet ? undefined : ruleSet);
    for (const [i, phase] of phases.entries()) sentLog.push(...(await environment.run(phase, schedule[i]!)));
    const waiting = await environment.standbys.waiting();
    await environment.primary.up();
    timeline.add("back", `the primary is back; ${waiting.length} messages wait in the bucket`);
    const onHosts = hosts.length > 1 ? ` on each of ${hosts.length} hosts` : "";
    timeline.add("import", `standby-mx import${onHosts}: ${await importNow()} messages into the Maildirs`);
    sentLog.push(...(await environment.run(UP_AGAIN, schedule.at(-1)!)));
    timeline.add("import", `standby-mx import once more: ${await importNow()} messages`);
    const leftInBuckets = await environment.standbys.waiting();
    const isStandby = (host: string) => environment.isStandby(host);
    const reconciliation = await reconcile({
      settings,
      users,
      sentLog,
      root: workspace.server,
      isStandby,
      resolve: dns.resolve,
    });
    timeline.add("reconcile", "every Maildir was compared with the messages sent");
    const { standbyErrors } = environment.standbys;
    return drillResult({ sentLog, reconciliation, imports, leftInBuckets, standbyErrors, users, isStandby, timeline });
  } finally {
    await environment.stop();
  }
}
