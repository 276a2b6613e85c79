import { App, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * A text that holds references to other resources. Writing HCL (`cdktf synth --hcl`), cdktf 0.21 puts such a text between quotes as it
 * stands, so the quotes and line ends in it are escaped here; writing JSON, and texts without references, it escapes itself.
 */
export function referenceText(scope: Construct, text: string): string {
  return App.of(scope).hclOutput && Token.isUnresolved(text) ? JSON.stringify(text).slice(1, -1) : text;
}
