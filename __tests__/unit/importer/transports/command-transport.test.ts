import fc from "fast-check";
import { fillArguments } from "../../../../importer/transports/arguments";
import { resultOf } from "../../../../importer/transports/exit-status";

describe("the exit of a program means", () => {
  test.each([
    ["accepted", [0]],
    ["deferred", [71, 74, 75, 126, 127]],
    ["refused", [1, 2, 64, 65, 67, 68, 69, 70, 73, 76, 77, 78, 100, 128, 193, 255]],
    ["unknown", [129, 137, 143, 192]],
  ])("%s: %p", (kind, codes) => {
    expect(codes.map((code) => resultOf(code, null, "").kind)).toEqual(codes.map(() => kind));
  });

  test("ended by a signal: unknown", () => {
    expect(resultOf(null, "SIGKILL", "")).toEqual({ kind: "unknown", reply: "ended by SIGKILL" });
  });

  test("its output is in the reply", () => {
    expect(resultOf(67, null, "no such user").reply).toBe("exit code 67: no such user");
  });
});

describe("its arguments", () => {
  const fill = (args: readonly string[], sender: string, recipient = "ann@example.org") =>
    fillArguments(["/bin/{user}", ...args], { user: "ann" }, { sender, recipients: [recipient] });

  test("are filled in, but not in the program's path", () => {
    expect(fill(["-f", "{sender}", "--to={address}", "{user}+{user}"], "s@example.com")).toEqual([
      "/bin/{user}",
      "-f",
      "s@example.com",
      "--to=ann@example.org",
      "ann+ann",
    ]);
  });

  test("the null sender is <>", () => {
    expect(fill(["{sender}"], "")).toEqual(["/bin/{user}", "<>"]);
  });

  test("a sender that looks like an option does not become one", () => {
    expect(fill(["{sender}", "{address}"], "-oQ/tmp@example.com", '-x"y@example.org')).toEqual([
      "/bin/{user}",
      '"-oQ/tmp"@example.com',
      '"-x\\"y"@example.org',
    ]);
  });

  test("any sender stays one argument, is not expanded again and is no option", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("{user}", "-{address}", "a\0b", "--", "-")), (sender) => {
        const [, ...args] = fill(["{sender}"], sender);
        expect(args).toHaveLength(1);
        expect(args[0]!.startsWith("-") || args[0]!.includes("\0")).toBe(false);
        if (!/^-|\0/.test(sender) && sender !== "") expect(args[0]).toBe(sender);
      }),
    );
  });
});
