import fc from "fast-check";

interface Joi {
  string(): Record<"domain" | "base64", (options?: object) => { validate(value: unknown): { error?: Error } }>;
}

interface Iconv {
  readonly decode: (bytes: Buffer, charset: string) => string;
}

const replacements = "../../../../scripts/bundle/replacements";
const replaced = jest.requireActual<Joi>(`${replacements}/joi.js`);
const joi = jest.requireActual<Joi>("joi");
const { decode } = jest.requireActual<Iconv>(`${replacements}/iconv-lite.js`);
const iconv = jest.requireActual<Iconv>("iconv-lite");

const label = fc.stringMatching(/^[a-zA-Z0-9_%é-]{0,5}$/);
const characters = fc.string({ unit: fc.constantFrom(..."aZ09+/=-_ \n"), maxLength: 12 });
const names = fc.oneof(
  fc.array(label, { maxLength: 4 }).map((labels) => labels.join(".")),
  fc.constantFrom("1.2.3.4", "example.com.", "a..b", `${"a".repeat(64)}.example`, `${"a.".repeat(130)}example`),
  fc.string(),
  fc.constant(undefined),
);

describe("the bundle's replacement of joi", () => {
  test("accepts the domain names that joi accepts", () => {
    const options = { allowUnicode: false, tlds: false };
    const [own, real] = [replaced.string().domain(), joi.string().domain(options)];
    const accepts = (schema: typeof real, name: unknown) => schema.validate(name).error === undefined;
    fc.assert(fc.property(names, (name) => accepts(own, name) === accepts(real, name)));
  });

  test("accepts the base64 that joi accepts", () => {
    const [own, real] = [replaced.string().base64(), joi.string().base64({ paddingRequired: false })];
    const accepts = (schema: typeof real, text: string) => schema.validate(text).error === undefined;
    fc.assert(fc.property(characters, (text) => accepts(own, text) === accepts(real, text)));
  });
});

describe("the bundle's replacement of iconv-lite", () => {
  test.each([
    ["iso-8859-1", "caf\xe9"],
    ["shift_jis", "\x93\xfa\x96\x7b"],
    ["euc-jp", "\xc6\xfc\xcb\xdc"],
    ["utf-8", "\xe2\x82\xac"],
  ])("decodes %s as iconv-lite does", (charset, bytes) => {
    const buffer = Buffer.from(bytes, "latin1");
    expect(decode(buffer, charset)).toBe(iconv.decode(buffer, charset));
  });
});
