import { resolverName } from "../../dns/resolvers";
import { type Check, DNS_DEADLINE_MS, type Finding } from "../../model";

/** All other DNS checks depend on this check. */
export const dnsResolvers: Check = {
  id: "dns-resolvers",
  title: "Do the DNS resolvers work?",
  place: "dns",
  needs: [],
  deadlineMs: DNS_DEADLINE_MS,
  subjects: () => ["DNS"],
  async look(_, { dns, settings }): Promise<Finding> {
    const resolvers = await dns.resolvers();
    const working = resolvers.filter(({ fault }) => fault === undefined).map(({ name }) => name);
    const broken = resolvers.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${name} ${fault}`]));
    const configured = settings.doctor.resolvers.map(resolverName);
    if (working.length === 0) {
      return {
        status: "UNKNOWN",
        found: broken.join("; "),
        expected: "at least one working resolver",
        why: "Nothing can be said about DNS from here.",
        advice: "name a resolver that this machine can reach:",
        fix: "standby-mx doctor --resolver <IP address>",
      };
    }
    if (broken.length === 0) return { status: "OK", found: working.join(", ") };
    const onlyMachines = working.every((name) => !configured.includes(name));
    return {
      status: "NOTE",
      found: `${working.join(", ")} ${working.length === 1 ? "works" : "work"}; ${broken.join("; ")}`,
      expected: "that all of them work",
      why: onlyMachines
        ? "Only the resolver of this machine works. Inside a network it may return other records than senders see."
        : "Doctor asks only the resolvers that work.",
      advice: "name other resolvers in doctor.resolvers of the settings, or with --resolver",
    };
  },
};
