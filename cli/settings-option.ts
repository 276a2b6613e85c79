import { Option } from "commander";
import { defaultSettingsFile, SETTINGS_FILE } from "../settings/settings-file";

/**
 * `--settings F`, or STANDBY_SETTINGS, or the file of the working directory, or the file in /etc; read it as
 * `options.settings`.
 */
export function settingsOption(): Option {
  return new Option("--settings <file>", "settings file")
    .env("STANDBY_SETTINGS")
    .default(defaultSettingsFile(), `./${SETTINGS_FILE}, else /etc/${SETTINGS_FILE}`);
}

/** The same option without the file in /etc, because each revision of a repository has its own settings file. */
export function repositorySettingsOption(): Option {
  return new Option("--settings <file>", "settings file").env("STANDBY_SETTINGS").default(SETTINGS_FILE);
}
