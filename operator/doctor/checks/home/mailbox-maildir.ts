import { checkMaildir } from "../../../../importer/maildir/check-maildir";
import { MailboxError } from "../../../../importer/maildir/mailbox-error";
import { placeOf } from "../../../../importer/maildir/place";
import { foundAndFix } from "./advice";
import { homeCheck, isMaildir, mailboxOf, usersOf } from "./home-check";

export const mailboxMaildir = homeCheck({
  id: "mailbox-maildir",
  title: "Is the Maildir complete, and writable by its owner only?",
  subjects: usersOf(isMaildir),
  async look(user, context) {
    const { machine, root } = context;
    const place = placeOf(mailboxOf(context, user), root === "" ? undefined : root);
    try {
      // The check is that of an importer that runs as root: if only this user lacks permissions, nothing is wrong with
      // the Maildir.
      const { uid } = await checkMaildir({ ...machine, uid: 0 }, place);
      return { status: "OK", found: `${place.path}, of uid ${uid}`, source: place.path };
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      const why = "The importer delivers nothing to this mailbox: its mail waits in the bucket.";
      return { status: "FAIL", ...foundAndFix(error), why, source: place.path };
    }
  },
});
