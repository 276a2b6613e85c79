import { hasCode } from "../../../../lib/errors";
import type { Mailbox } from "../../../../settings/model";
import { mailboxesOf } from "../../../../settings/names/hosts";
import type { DoctorContext } from "../../context";
import { type Check, FILE_DEADLINE_MS } from "../../model";

type HomeCheck = Pick<Check, "id" | "title" | "subjects" | "look"> & Partial<Pick<Check, "needs" | "deadlineMs">>;

/** A check of the mail server itself; where this user may not look, the result is UNKNOWN. */
export function homeCheck({ needs = [], deadlineMs = FILE_DEADLINE_MS, look, ...check }: HomeCheck): Check {
  return {
    ...check,
    place: "home",
    deadlineMs,
    needs: ["home-machine", ...needs],
    look: unlessForbidden(look),
  };
}

export function unlessForbidden(look: Check["look"]): Check["look"] {
  return async (subject, context, signal) => {
    try {
      return await look(subject, context, signal);
    } catch (error) {
      if (!hasCode(error, "EACCES", "EPERM")) throw error;
      const { path = "it" } = error as NodeJS.ErrnoException;
      return {
        status: "UNKNOWN",
        found: `this user may not look at ${path}`,
        expected: "a user who may",
        why: "could not look",
        advice: "run standby-mx doctor as root, or as the user of the importer",
      };
    }
  };
}

export const thisServer: Check["subjects"] = () => ["this server"];

export const isMaildir = ({ destination }: Mailbox): boolean => destination.kind === "maildir";

export function usersOf(which: (mailbox: Mailbox) => boolean): Check["subjects"] {
  return ({ settings }) =>
    mailboxesOf(settings)
      .filter(which)
      .map(({ user }) => user);
}

/** The first mailbox of this host; the check `home-machine` has found that there is one. */
export function firstOf(settings: DoctorContext["settings"]): Mailbox {
  return mailboxesOf(settings)[0] ?? settings.mailboxes[0];
}

export function mailboxOf({ settings }: DoctorContext, user: string): Mailbox {
  const mailbox = settings.mailboxes.find((candidate) => candidate.user === user);
  if (!mailbox) throw new Error(`the settings have no mailbox ${user}`);
  return mailbox;
}

export function stateDirectoryOf({ root, settings }: DoctorContext): string {
  return root + settings.importer.stateDirectory;
}
