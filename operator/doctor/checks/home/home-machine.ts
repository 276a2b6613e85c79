import { hostsOf, mailboxesOf } from "../../../../settings/names/hosts";
import { type Check, FILE_DEADLINE_MS } from "../../model";
import { isMaildir, stateDirectoryOf, thisServer, unlessForbidden } from "./home-check";

/** All other checks of the mail server depend on this check: on another machine they would report everything as missing. */
export const homeMachine: Check = {
  id: "home-machine",
  title: "Is this the mail server?",
  place: "home",
  needs: [],
  deadlineMs: FILE_DEADLINE_MS,
  subjects: thisServer,
  look: unlessForbidden(async (_, context) => {
    const { machine, settings, root } = context;
    const mailboxes = mailboxesOf(settings);
    if (mailboxes.length === 0) {
      return {
        status: "UNKNOWN",
        found: `${settings.host}, which is not the host of any mailbox in the settings`,
        expected: `a mail server of the settings: ${hostsOf(settings.mailboxes).join(", ")}`,
        why: "Only there can doctor check whether the importer would deliver the mail.",
        advice: "on that mail server, or with --host <its name>, run:",
        fix: "standby-mx doctor --only home",
      };
    }
    const state = stateDirectoryOf(context);
    if (await machine.disk.inspect(state)) return { status: "OK", found: `the state directory ${state}` };
    for (const { maildir } of mailboxes.filter(isMaildir)) {
      const there = await machine.disk.inspect(root + maildir).catch(() => undefined);
      if (there) return { status: "OK", found: `the Maildir ${root + maildir}` };
    }
    return {
      status: "UNKNOWN",
      found: `neither the state directory ${state} nor any Maildir of the settings`,
      expected: "the mail server, on which the importer runs",
      why: "Only there can doctor check whether the importer would deliver the mail.",
      advice: "on the mail server, run:",
      fix: "standby-mx doctor --only home",
    };
  }),
};
