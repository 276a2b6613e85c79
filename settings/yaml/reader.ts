import { Composer, type CST, type Document, Lexer, Parser, type YAMLError } from "yaml";
import type { SourceFault } from "../problem";

/** The composer is recursive, so that a hostile file could exhaust the stack. Settings nest seven levels deep. */
const MAX_NESTING = 50;

const YAML_ADVICE: Partial<Record<YAMLError["code"], string>> = {
  BAD_DIRECTIVE: "remove it; a comment begins with #",
  BAD_INDENT: "the keys of one mapping start in the same column, inside brackets to the right of the key before",
  BAD_SCALAR_START: "put the value in quotes",
  MISSING_CHAR: "close what was opened",
  MULTILINE_IMPLICIT_KEY: "write a key and its colon on one line",
  NON_STRING_KEY: "write a plain word as the key",
  MULTIPLE_DOCS: "keep one document, without a second --- line",
  TAB_AS_INDENT: "indent with spaces",
  TAG_RESOLVE_FAILED: "remove the tag, or put a text that begins with ! in quotes",
  UNEXPECTED_TOKEN: 'put a text that begins with { or [ in quotes, such as "{domain}-mail-stocker"',
};

/** Reads one YAML document. `faults`: its syntax errors; `document`: the part that could be read. */
export function readYaml(text: string): { document: Document | undefined; faults: SourceFault[] } {
  const composer = new Composer({ uniqueKeys: false, stringKeys: true, merge: false, logLevel: "silent" });
  try {
    const [document, second] = composer.compose(shallowTokens(text), true, text.length);
    if (!document) return { document, faults: [] };
    const faults = [...document.errors, ...document.warnings].map((error) => toSourceFault(error, text));
    if (second) faults.push(secondDocument(second));
    return { document, faults };
  } catch (error) {
    if (error instanceof NestingError) return { document: undefined, faults: [error.finding] };
    throw error;
  }
}

class NestingError extends Error {
  constructor(readonly finding: SourceFault) {
    super(finding.expected);
  }
}

/** Yields the tokens of `Parser.parse`, until the nesting is too deep. */
function* shallowTokens(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_NESTING) {
      const found = `values nested more than ${MAX_NESTING} deep`;
      throw new NestingError({
        offset: parser.offset,
        found,
        expected: "settings, which nest seven levels deep at most",
      });
    }
  }
  yield* parser.end();
}

function toSourceFault(error: YAMLError, text: string): SourceFault {
  const [offset] = error.pos;
  const rest = text
    .slice(offset, offset + 40)
    .split("\n", 1)[0]
    ?.trim();
  const found = rest
    ? `${JSON.stringify(withoutUrls(rest))}, which is not YAML here (${error.message})`
    : error.message;
  return { offset: Math.min(offset, text.length), found, expected: "YAML", advice: YAML_ADVICE[error.code] };
}

function secondDocument(document: Document): SourceFault {
  const offset = document.range?.[0] ?? 0;
  return { offset, found: "a second YAML document", expected: "one", advice: YAML_ADVICE.MULTIPLE_DOCS };
}

/** A URL in the settings may be a secret (monitoring.ping). */
function withoutUrls(text: string): string {
  return text.replaceAll(/(https?:\/\/)\S+/g, "$1…");
}
