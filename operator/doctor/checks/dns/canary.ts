import { SECOND_MS } from "../../../../lib/time";
import { standbyHost } from "../../../../settings/names/standby-hosts";
import { canaryIn } from "../../../canary/canary";
import { DEFAULT_LIMITS, DIALOGUE_DEADLINE_MS } from "../../../canary/model";
import type { Check, Finding } from "../../model";

/** Opt-in, because it sends one message to each standby. */
export const canary: Check = {
  id: "canary",
  title: "Does a message to the standby reach its mailbox? (--canary)",
  place: "dns",
  needs: ["standby-host"],
  deadlineMs: DIALOGUE_DEADLINE_MS + DEFAULT_LIMITS.importedMs + 30 * SECOND_MS,
  optIn: true,
  subjects: ({ settings }) => settings.regions.map(({ name }) => standbyHost(name)),
  async look(host, context, signal): Promise<readonly Finding[]> {
    const { settings, dns, aws, root, canaryAddress: address } = context;
    if (address === undefined) {
      const advice = "name one of your addresses: standby-mx doctor --canary <address>";
      return [{ status: "UNKNOWN", found: "no address to send a message to", advice }];
    }
    const region = settings.regions.find(({ name }) => standbyHost(name) === host)!;
    const [limits, location] = [DEFAULT_LIMITS, { kind: "s3", endpoint: aws.endpoint } as const];
    const hops = await canaryIn(region, { settings, dns, address, limits, location, root, signal });
    return hops.map(({ hop, host: _, elapsedMs, ...finding }) => ({
      ...finding,
      found: `${hop} after ${(elapsedMs / SECOND_MS).toFixed(1)} s: ${finding.found}`,
    }));
  },
};
