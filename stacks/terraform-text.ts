import { App, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * A text that holds references to other resources. Writing HCL (`cdktf synth --hcl`), cdktf 0.21 puts such a text between quotes as it
 * stands, so the quotes and line ends in it are escaped here; writing JSON, and texts without references, it escapes itself.
 */
export function referenceText(scope: Construct, text: string): string {
  return App.of(scope).hclOutput && Token.isUnresolved(text) ? JSON.stringify(text).slice(1, -1) : text;
}

/**
 * A text of the owner in which Terraform must see no expressions; a local part may have `${` and `%{` in it.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literalText(text: string): string {
  return text.replaceAll(/[$%]\{/g, (start) => `${start[0]}${start}`);
}
