import { stringify } from "yaml";
import { SettingsError } from "../../../settings/problem";
import { parse, sound } from "./support";

const SECRET = "3f1c9f9e-secret";
const withMonitoring = (monitoring: object) => parse(stringify({ ...sound, monitoring })).settings.monitoring;

test("one URL means a check of a healthchecks service", () => {
  expect(withMonitoring({ ping: "https://hc.example/uuid/" }).ping).toEqual({
    ...{ start: "https://hc.example/uuid/start", success: "https://hc.example/uuid" },
    ...{ failure: "https://hc.example/uuid/fail", takesBody: true },
  });
});

test("each event may have a URL of its own", () => {
  const ping = { success: "https://up.example/push?status=up" };
  expect(withMonitoring({ ping }).ping).toEqual({ ...ping, takesBody: false });
});

test("without the key no program is run and no URL called", () => {
  expect(parse(stringify(sound)).settings.monitoring).toEqual({
    ...{ ping: undefined, pingFile: undefined, failureGraceMinutes: 60, notify: undefined },
  });
});

test.each<[string, object]>([
  ["a URL without its scheme", { ping: `hc.example/${SECRET}` }],
  ["a URL with a space", { ping: `https://hc.example/ ${SECRET}` }],
  ["a URL of an event", { ping: { success: SECRET } }],
  ["a list", { ping: [`https://hc.example/${SECRET}`] }],
  ["a key in place of a value", { ping: { [`https://hc.example/${SECRET}`]: null } }],
  ["two places", { ping: `https://hc.example/${SECRET}`, pingFile: "/etc/ping" }],
])("an error about %s does not show the URL", (_, monitoring) => {
  const load = () => withMonitoring(monitoring);
  expect(load).toThrow(SettingsError);
  expect(load).not.toThrow(SECRET);
  expect(load).toThrow(/monitoring/);
});

test("an error of YAML in the line of the URL does not show it", () => {
  const load = () => parse(`${stringify(sound)}monitoring: { ping: "x" https://hc.example/${SECRET} }\n`);
  expect(load).toThrow(/which is not YAML here/);
  expect(load).not.toThrow(SECRET);
});
