import type { App } from "cdktf";
import type { Settings } from "../settings/model";
import { StandbyStack } from "./standby-stack";

/** Adds one stack a receiving region; the first is deployed last, because its MX records send mail to the others too. */
export function addStandby(app: App, settings: Settings, endpoint?: string): void {
  const [first, ...others] = settings.regions;
  const home = new StandbyStack(app, { settings, region: first, endpoint });
  for (const region of others) home.addDependency(new StandbyStack(app, { settings, region, endpoint }));
}
