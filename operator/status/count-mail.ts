import type { ImportOptions } from "../../importer/import";
import { waitingOf } from "./check";
import { Survey } from "./survey";

type CountOptions = Pick<ImportOptions, "settings" | "openStore" | "mailbox">;

/** Counts the mail that an import will find, at the same time as the import. Never resolves if the mail cannot be counted; the import reports the cause. */
export function countMail({ settings, openStore, mailbox }: CountOptions): {
  readonly total: Promise<number>;
  stop(): void;
} {
  let isStopped = false;
  const survey = new Survey(settings, { heldCount: 0, held: [] }, () => isStopped);
  const total = new Promise<number>((resolve) => {
    const count = () => {
      const { waiting } = survey.result(new Date());
      const ofMailbox = mailbox === undefined ? waiting : waiting.filter((each) => each.mailbox === mailbox);
      if (!isStopped) resolve(waitingOf({ waiting: ofMailbox }).messages);
    };
    survey.countAll(settings.regions, openStore).then(count, () => undefined);
  });
  return { total, stop: () => void (isStopped = true) };
}
