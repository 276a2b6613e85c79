import { InvalidArgumentError } from "commander";
import { parseResolver, type Resolver, resolverRule } from "../settings/names/resolvers";

/** Parses an option that names a DNS resolver and can be repeated. */
export function collectResolvers(text: string, earlier: readonly Resolver[] = []): readonly Resolver[] {
  const resolver = parseResolver(text);
  if (!resolver) throw new InvalidArgumentError(`Expected ${resolverRule(text)?.expected}.`);
  return [...earlier, resolver];
}
