import { SimulatedHost } from "./simulated-host";

/** Mail has come, and the importer has run before. */
export async function laterRun(users: readonly string[], messagesEach: number): Promise<SimulatedHost> {
  const host = SimulatedHost.create(users, 0);
  await host.runWell();
  for (const user of users) for (let i = 1; i <= messagesEach; i++) host.send(user, `m${i}`);
  return host;
}

/** The importer has run before; a message has come that SES takes for spam, and the folder for it has to be made. */
export async function spam(): Promise<SimulatedHost> {
  const host = await laterRun(["ann"], 0);
  host.sendSpam("ann", "spam");
  return host;
}
