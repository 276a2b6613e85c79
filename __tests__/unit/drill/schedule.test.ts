import { everyPhase, roundRobin } from "../../../drill/schedule";
import { drillSettings, oneMailbox } from "./settings-of";

describe("the sending schedule of a drill", () => {
  const messages = Array.from({ length: 20 }, (_, i) => ({
    name: `${i}`,
    title: `${i}`,
    sender: "",
    to: ["user" as const],
    read: () => Promise.resolve(Buffer.alloc(0)),
  }));

  test("of the fixture messages sends each in every phase to the same recipients", () => {
    const schedule = everyPhase(messages, drillSettings(), 5);
    expect(schedule).toHaveLength(5);
    expect(schedule[0]!.map(({ message }) => message)).toEqual(messages);
    for (const phase of schedule) expect(phase).toEqual(schedule[0]);
  });

  test("of a folder sends each message once, to every mailbox in every phase", () => {
    const schedule = roundRobin(messages, drillSettings(), 5);
    expect(
      schedule
        .flat()
        .map(({ message }) => message.name)
        .sort(),
    ).toEqual(messages.map(({ name }) => name).sort());
    for (const phase of schedule) {
      expect(new Set(phase.flatMap(({ recipients }) => recipients))).toEqual(
        new Set(["alice@example.org", "bob@example.org"]),
      );
    }
  });

  test("does not send twice to one address in a transaction", () => {
    const message = { ...messages[0]!, to: ["user" as const, "another" as const] };
    expect(everyPhase([message], drillSettings(oneMailbox), 1)[0]![0]!.recipients).toEqual(["me@example.org"]);
  });
});
