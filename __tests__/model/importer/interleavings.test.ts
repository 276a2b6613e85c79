import fc from "fast-check";
import { errorsOf } from "./simulation/faults";
import { READER_ACTIONS, type ReaderAction, World } from "./simulation/world";

/** Something that happens to the importer, the machine, the reader or the bucket. */
type Event =
  | { readonly kind: "run" }
  | { readonly kind: "run that ends early"; readonly step: number }
  | { readonly kind: "run with an error"; readonly step: number }
  | { readonly kind: "power cut"; readonly state: number }
  | { readonly kind: "reader"; readonly action: ReaderAction }
  | { readonly kind: "message"; readonly user: number }
  | { readonly kind: "SES stores everything again" };

const step = fc.nat({ max: 160 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("run that ends early" as const), step }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("run with an error" as const), step }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("power cut" as const), state: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("reader" as const), action: fc.constantFrom(...READER_ACTIONS) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("message" as const), user: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("SES stores everything again" as const) }) },
);

const users = ["ann", "bob"] as const;

async function happens(world: World, event: Event, number: number): Promise<World> {
  switch (event.kind) {
    case "run":
      await world.runWell();
      return world;
    case "run that ends early":
      await world.runWith(event.step, "stop after");
      return world;
    case "run with an error":
      await runWithError(world, event.step);
      return world;
    case "power cut": {
      const states = world.afterPowerCut("weak");
      return states[event.state % states.length]!;
    }
    case "reader":
      world.readerActs(event.action);
      return world;
    case "message":
      world.send(users[event.user]!, `m${number}`);
      return world;
    case "SES stores everything again":
      world.storeAgain();
      return world;
  }
}

/** An error that the step of this number can have; a failed sync of `new/` is a declared limit (history.ts). */
async function runWithError(world: World, step: number): Promise<void> {
  const steps: string[] = [];
  await world.clone().runWith(-1, "stop before", (name) => steps.push(name));
  const name = steps[step % steps.length]!;
  const [error] = errorsOf(name);
  if (error && !name.endsWith("/new")) await world.runWith(step % steps.length, error);
}

test("in any order of events, each message ends in its mailbox exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 14 }), async (events) => {
      let world = World.create(users, 1);
      for (const [number, event] of events.entries()) {
        world = await happens(world, event, number);
        expect(world.faults).toEqual([]);
      }
      const report = await world.runWell();
      expect({ problems: report.problems, faults: world.faults, waiting: world.waiting }).toEqual({
        problems: [],
        faults: [],
        waiting: [],
      });
    }),
    { numRuns: 400 },
  );
});
