import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatText } from "./format/text";
import { review } from "./review";
import { ReviewError } from "./model/errors";
import { bothSides } from "./synthesize/both-sides";
import { readSide } from "./synthesize/side";
import { SETTINGS_FILE } from "../settings/settings-file";

/** Reviews a settings change that a command made. If the review is impossible here, returns a line with the reason. */
export async function reviewOwnChange(before: string, after: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "standby-mx-change-"));
  try {
    const side = async (name: "base" | "head", text: string) => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, SETTINGS_FILE), text);
      return readSide({ name, where: join(folder, name), settings: SETTINGS_FILE, directory: process.cwd() });
    };
    return formatText(await review(...(await bothSides(side("base", before), side("head", after)))));
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    return `The change was not reviewed here: ${error.message.split("\n")[0]}; run standby-mx review where you deploy.\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
