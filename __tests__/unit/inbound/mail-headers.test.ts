import fc from "fast-check";
import { headerFieldsOf } from "../../../inbound/mail-headers";

const read = (text: string, maxBytes = 1000) => headerFieldsOf(Buffer.from(text, "latin1"), maxBytes);

describe("the header fields of a message", () => {
  test("are unfolded and without blanks around them, up to the empty line", () => {
    expect(read("A: 1\r\nB \t:  2\r\n\t3 \t\r\nno field\r\n\r\nC: 4\r\n")).toEqual({
      fields: [
        { name: "A", value: "1" },
        { name: "B", value: "2\t3" },
      ],
      isCut: false,
    });
  });

  test.each([
    ["within a field", "A: 1\r\nB: 2345\r\n\r\n", 10],
    ["within a folded field", "A: 1\r\nB: 2\r\n 3\r\n 4\r\n\r\n", 19],
    ["behind the line break of a folded field", "A: 1\r\nB: 2\r\n 3\r\n\r\n", 12],
  ])("end with the last whole field if the limit is %s", (_, text, maxBytes) => {
    expect(read(text, maxBytes)).toEqual({ fields: [{ name: "A", value: "1" }], isCut: true });
  });

  test("are missing if the first field is longer than the limit", () => {
    expect(read(`A: ${"x".repeat(2000)}\r\n\r\n`)).toEqual({ fields: [], isCut: true });
  });

  test("within the limit are the first fields of the whole message", () => {
    const line = fc.stringMatching(/^(?:[A-C]: ?[x \t]{0,4}| [x \t]{0,4}|x{0,3})$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.nat(60), (lines, maxBytes) => {
        const text = `${lines.join("\r\n")}\r\n\r\nbody`;
        const whole = read(text).fields;
        const { fields, isCut } = read(text, maxBytes);
        expect(fields).toEqual(whole.slice(0, fields.length));
        if (!isCut) expect(fields).toEqual(whole);
      }),
    );
  });

  test("take time proportional to the limit", () => {
    const blanks = `A: ${" ".repeat(5e6)}x${"\t".repeat(5e6)}x\r\n\r\n`;
    expect(read(blanks, 32 * 1024).isCut).toBe(true);
    expect(read(blanks, 1e8).fields[0]!.value).toHaveLength(5e6 + 2);
  });
});
