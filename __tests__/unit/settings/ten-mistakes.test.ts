import { loadSettings } from "../../../settings/load";
import { SettingsError } from "../../../settings/problem";
import { places } from "./support";

const file = "fixtures/settings/ten-mistakes.yaml";

test("all errors of a file are reported at once, with their places, in file order", async () => {
  const error: unknown = await loadSettings(file).catch((thrown: unknown) => thrown);
  if (!(error instanceof SettingsError)) throw error;
  expect(places(error.problems)).toEqual([
    "2:11 regions[0]",
    "6:24 domains[0].standbyPreference",
    "7:21 domains[0].dns.route53",
    "10:36 mailboxes[0].addresses[2]",
    "11:12 mailboxes[0].owner",
    "13:5 mailboxes[1].adresses",
    "15:24 mailboxes[2].addresses[1]",
    "16:9 bucket",
    "17:12 tlsPolicy",
    "19:1 ",
  ]);
  expect(error.message.split("\n")).toHaveLength(error.problems.length);
  for (const line of error.message.split("\n"))
    expect(line).toMatch(/^fixtures\/\S+:\d+:\d+: (\S+: )?found .+; expected ./);
});
