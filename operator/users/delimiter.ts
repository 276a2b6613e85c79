import type { Gap } from "./reading";

/**
 * Compares separators. SES accepts `user+label@` wherever it accepts `user@`, and has no other separator
 * (docs/settings.md). `undefined`: the primary's separators are unknown.
 */
export function compareDelimiters(
  characters: string | undefined,
  inSettings: string,
): {
  readonly gaps: readonly Gap[];
  readonly warnings: readonly string[];
} {
  if (characters === undefined) return { gaps: [], warnings: [] };
  const others = [...characters].filter((character) => character !== "+");
  const gaps = others.map((character) => ({
    source: `recipient_delimiter ${character}`,
    why: `the primary accepts user${character}label, and the standby permanently refuses it`,
    howToClose: "list the labelled addresses that matter, and acknowledge this gap",
  }));
  const isSame = [...characters].sort().join("") === [...inSettings].sort().join("");
  const warnings = [
    ...(characters.includes("+")
      ? []
      : ["the standby accepts user+label, which the primary refuses: it has no + in recipient_delimiter"]),
    ...(isSame ? [] : [`recipientDelimiter is "${inSettings}" in the settings, and "${characters}" at the primary`]),
  ];
  return { gaps, warnings };
}
