import { App } from "cdktf";
import type { Construct } from "constructs";

/**
 * Prepares the value of an output, or of an attribute that contains references. For HCL (`cdktf synth --hcl`), cdktf
 * 0.21 puts such a text between quotes without escaping it, so quotes and line ends are escaped here. cdktf escapes all
 * other attributes.
 */
export function quotable(scope: Construct, text: string): string {
  return App.of(scope).hclOutput ? JSON.stringify(text).slice(1, -1) : text;
}

/**
 * Escapes a text from the settings, so that Terraform sees no expression in it: a local part may contain `${` and `%{`.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literalText(text: string): string {
  return text.replaceAll(/[$%]\{/g, (start) => `${start[0]}${start}`);
}
