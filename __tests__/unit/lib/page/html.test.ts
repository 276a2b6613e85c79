import fc from "fast-check";
import { anyText } from "../../../../fixtures/any-text";
import { dataOf, embedData } from "../../../../lib/page/data";
import { html, trusted } from "../../../../lib/page/html";
import { HOSTILE_SUBJECTS } from "../../../../fixtures/page/sample-drill";

describe("html`…`", () => {
  test("never turns text into markup, in content or attributes", () => {
    const text = fc.oneof(anyText(), fc.constantFrom(...HOSTILE_SUBJECTS));
    fc.assert(
      fc.property(text, (hostile) => {
        const { source } = html`<p title="${hostile}">${hostile}</p>`;
        const inner = source.slice('<p title="'.length, -"</p>".length).replace('">', "");
        expect(inner).not.toMatch(/[<>"']/);
      }),
    );
  });

  test("shows characters that reverse or hide text as their codes", () => {
    expect(html`${"a\u202Eb\u2066c\u0000d\u200Be\nf"}`.source).toBe("a\\u{202e}b\\u{2066}c\\u{0}d\\u{200b}e\\u{a}f");
  });

  test("keeps letters of every script, and joiners inside emoji and words", () => {
    const text = "שלום, Grüße, 日本語, 😀, 👩\u200d👩\u200d👧, می\u200cخواهم";
    expect(html`${text}`.source).toBe(text);
    expect(html`${"pay\u200dpal"}`.source).toBe("pay\\u{200d}pal");
  });

  test("joins lists, and writes nothing for false and undefined", () => {
    expect(html`${["<", html`<b>${1}</b>`, false, undefined, trusted("&nbsp;")]}`.source).toBe("&lt;<b>1</b>&nbsp;");
  });

  test("leaves out the indentation of a template, but no space of a text", () => {
    expect(
      html`<p>
        <b>${"  two  spaces  "}</b>
      </p>`.source,
    ).toBe("<p>\n<b>  two  spaces  </b>\n</p>");
  });
});

describe("the data of a page", () => {
  test("are the embedded data, and cannot end the template", () => {
    const value = fc.jsonValue({ stringUnit: anyText({ minLength: 1, maxLength: 1 }) });
    fc.assert(
      fc.property(value, (data) => {
        const page = `<p>${embedData(data).source}</p>`;
        expect(page.match(/</g)).toHaveLength(4);
        expect(JSON.stringify(dataOf(page))).toBe(JSON.stringify(data));
      }),
    );
  });

  test("are an error in a file that is not a page", () => {
    expect(() => dataOf("<p>other</p>")).toThrow("expected a page of standby-mx with its data, found none");
  });
});
