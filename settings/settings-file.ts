import { existsSync } from "node:fs";
import { join } from "node:path";

export const SETTINGS_FILE = "standby-mx.yaml";
const SERVER_DIRECTORY = "/etc";

/** The settings file that a command reads by default: in the working directory, else in /etc. */
export function defaultSettingsFile(directory = ".", serverDirectory = SERVER_DIRECTORY): string {
  const [local, ofServer] = [join(directory, SETTINGS_FILE), join(serverDirectory, SETTINGS_FILE)];
  return !existsSync(local) && existsSync(ofServer) ? ofServer : local;
}
