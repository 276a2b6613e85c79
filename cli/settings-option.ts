import { Option } from "commander";

/** `--settings F`, else STANDBY_SETTINGS, else standby-mx.yaml in the working directory; read it as `options.settings`. */
export function settingsOption(): Option {
  return new Option("--settings <file>", "the settings file").env("STANDBY_SETTINGS").default("standby-mx.yaml");
}
