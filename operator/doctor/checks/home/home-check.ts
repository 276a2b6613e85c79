import type { Mailbox } from "../../../../settings/model";
import type { DoctorContext } from "../../context";
import { type Check, FILE_DEADLINE_MS } from "../../model";

type HomeCheck = Pick<Check, "id" | "title" | "subjects" | "look"> & Partial<Pick<Check, "needs" | "deadlineMs">>;

/** A check of the mail server itself. */
export function homeCheck({ needs = [], deadlineMs = FILE_DEADLINE_MS, ...check }: HomeCheck): Check {
  return { ...check, place: "home", deadlineMs, needs: ["home-machine", ...needs] };
}

export const thisServer: Check["subjects"] = () => ["this server"];

export const isMaildir = ({ destination }: Mailbox): boolean => destination.kind === "maildir";

export function usersOf(which: (mailbox: Mailbox) => boolean): Check["subjects"] {
  return ({ settings }) => settings.mailboxes.filter(which).map(({ user }) => user);
}

export function mailboxOf({ settings }: DoctorContext, user: string): Mailbox {
  const mailbox = settings.mailboxes.find((candidate) => candidate.user === user);
  if (!mailbox) throw new Error(`the settings have no mailbox ${user}`);
  return mailbox;
}

export function stateDirectoryOf({ root, settings }: DoctorContext): string {
  return root + settings.importer.stateDirectory;
}
