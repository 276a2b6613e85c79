import fc from "fast-check";
import { anyText } from "../../../../fixtures/any-text";
import { htmlCode, inline } from "../../../../review/format/inline";

test.each([
  [
    "the standby refuses bob@example.org (no-matching-rule)",
    "the standby refuses `bob@example.org` (no-matching-rule)",
  ],
  ["2 addresses lost: a_b*c@example.org, é@example.org.", "2 addresses lost: `a_b*c@example.org`, `é@example.org`."],
  ["hello @octocat, see #12 and owner/repo#12", "hello `@octocat`, see `#12` and `owner/repo#12`"],
  ["www.example.net or https://example.net/x", "`www.example.net` or `https://example.net/x`"],
  ["</details><b> [x](y) ![z](y) :tada: ~~no~~", "`</details><b>` `[x](y`) `![z](y`) `:tada`: `~~no~~`"],
  ["GH-12 and 0123456789abcdef0123456789abcdef01234567", "`GH-12` and `0123456789abcdef0123456789abcdef01234567`"],
  ["a`b ``` `", "``a`b`` ```` ``` ```` `` ` ``"],
  ["one\n# two\r\n- three", "one `⏎` `#` two `⏎` `-` three"],
])("text %j has no markup in a paragraph", (text, expected) => {
  expect(inline(text)).toBe(expected);
});

/** The Markdown outside of code spans (CommonMark). */
function outside(markdown: string): string {
  return markdown.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, "");
}

test("Markdown outside of code has only words and punctuation", () => {
  const nasty = fc.constantFrom(
    "`",
    "``",
    "@a",
    "#1",
    "<b>",
    "www.a",
    "://",
    "*",
    "_",
    "[a](b)",
    "\\",
    "&amp;",
    "\n",
    " ",
  );
  const text = fc.array(fc.oneof(nasty, anyText({ maxLength: 5 })), { maxLength: 12 });
  fc.assert(
    fc.property(text, (parts) => {
      expect(outside(inline(parts.join("")))).toMatch(/^[\p{L}\d\s⏎("'’)\-.,;:!?]*$/u);
    }),
  );
});

test("HTML code has escaped markup only", () => {
  expect(htmlCode("</summary><b>&@octocat")).toBe("<code>&#60;/summary&#62;&#60;b&#62;&#38;@octocat</code>");
});
