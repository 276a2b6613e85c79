import { existsSync } from "node:fs";
import { join } from "node:path";

export const SETTINGS_FILE = "standby-mx.yaml";
const SERVER_DIRECTORY = "/etc";

/** The settings that a command reads when none are named: those of the working directory, else those of the server. */
export function defaultSettingsFile(directory = ".", serverDirectory = SERVER_DIRECTORY): string {
  const [own, ofServer] = [join(directory, SETTINGS_FILE), join(serverDirectory, SETTINGS_FILE)];
  return !existsSync(own) && existsSync(ofServer) ? ofServer : own;
}
