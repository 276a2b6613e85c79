import { World } from "./world";

/** Mail has come, and the importer has run before. */
export async function laterRun(users: readonly string[], messagesEach: number): Promise<World> {
  const world = World.create(users, 0);
  await world.runWell();
  for (const user of users) for (let i = 1; i <= messagesEach; i++) world.send(user, `m${i}`);
  return world;
}

/** The importer has run before; a message has come that SES takes for spam, and the folder for it has to be made. */
export async function spam(): Promise<World> {
  const world = await laterRun(["ann"], 0);
  world.sendSpam("ann", "spam");
  return world;
}
