import { homeCheck, thisServer } from "./home-check";

/** The other checks of Postfix depend on this check. */
export const postfixConfig = homeCheck({
  id: "postfix-config",
  title: "Can doctor read Postfix's settings?",
  subjects: thisServer,
  async look(_, { home }) {
    const expected = "Postfix's postconf";
    try {
      const parameters = await home.postconf();
      if (parameters) return { status: "OK", found: `Postfix ${parameters.get("mail_version")}` };
      return {
        status: "UNKNOWN",
        found: "no postconf here",
        expected,
        why: "Doctor reads the size limit and the greylisting of Postfix only.",
        advice: "compare them with docs/doctor.md, then mute postfix-config in the settings",
      };
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      const found = `postconf failed: ${(stderr?.trim() || message).split("\n")[0]}`;
      return { status: "UNKNOWN", found, expected, why: "could not look", fix: "postconf -x" };
    }
  },
});
