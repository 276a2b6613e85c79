import type { Settings } from "../../../../settings/model";
import type { DoctorContext } from "../../context";
import type { Check, Finding } from "../../model";
import { homeCheck, thisServer } from "./home-check";

interface PostfixCheck extends Pick<Check, "id" | "title"> {
  readonly look: (parameters: ReadonlyMap<string, string>, services: readonly string[], settings: Settings) => Finding;
}

/** A check of Postfix's configuration, as `postconf` prints it. */
export function postfixCheck({ id, title, look }: PostfixCheck): Check {
  return homeCheck({
    id,
    title,
    needs: ["postfix-config"],
    subjects: thisServer,
    async look(_: string, { home, settings }: DoctorContext) {
      const [parameters, services] = await Promise.all([home.postconf(), home.postfixServices()]);
      return { source: "postconf", ...look(parameters ?? new Map<string, string>(), services, settings) };
    },
  });
}

/** All restrictions that may refuse or defer a recipient. */
export function recipientRestrictions(parameters: ReadonlyMap<string, string>): readonly string[] {
  const names = ["client", "helo", "sender", "relay", "recipient", "data"].map(
    (stage) => `smtpd_${stage}_restrictions`,
  );
  return names.flatMap((name) => (parameters.get(name) ?? "").split(/[,\s]+/)).filter(Boolean);
}
