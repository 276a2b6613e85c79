import type { App } from "cdktf";
import type { Settings } from "../settings/model";
import { StandbyStack } from "./standby-stack";

/** Adds one stack for each receiving region. The first region is deployed last, because its MX records also name the other regions. */
export function addStandby(app: App, settings: Settings, endpoint?: string): void {
  const [first, ...others] = settings.regions;
  const home = new StandbyStack(app, { settings, region: first, endpoint });
  for (const region of others) home.addDependency(new StandbyStack(app, { settings, region, endpoint }));
}
