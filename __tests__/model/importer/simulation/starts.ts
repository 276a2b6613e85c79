import { SimulatedHost } from "./simulated-host";

/** A host with new mail, after an earlier run of the importer. */
export async function laterRun(users: readonly string[], messagesEach: number): Promise<SimulatedHost> {
  const host = SimulatedHost.create(users, 0);
  await host.runWell();
  for (const user of users) for (let i = 1; i <= messagesEach; i++) host.send(user, `m${i}`);
  return host;
}

/** A host after an earlier run, with a new spam message whose folder does not exist yet. */
export async function spam(): Promise<SimulatedHost> {
  const host = await laterRun(["ann"], 0);
  host.sendSpam("ann", "spam");
  return host;
}
