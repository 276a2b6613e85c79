import fc from "fast-check";
import { type HeaderLine, headerLines } from "../../../lib/header-lines";

function read(text: string, isWhole = true) {
  const lines: HeaderLine[] = [];
  const generator = headerLines(Buffer.from(text, "latin1"), isWhole);
  for (let next = generator.next(); ; next = generator.next()) {
    if (next.done) return { lines, isCut: next.value.isCut };
    lines.push(next.value);
  }
}

describe("the lines of a header", () => {
  test("end before the empty line, with folds and other lines as written", () => {
    expect(read("A: 1\r\nb \t:2\r\n\t3 \r\nno field\n\r\nC: 4\r\n")).toEqual({
      lines: [
        { name: "A", value: " 1", end: 6 },
        { name: "b", value: "2\n\t3 ", end: 18 },
        { name: undefined, value: "no field", end: 27 },
      ],
      isCut: false,
    });
  });

  test("are missing in a message that begins with its body", () => {
    expect(read("\r\nA: 1\r\n\r\n")).toEqual({ lines: [], isCut: false });
  });

  test("have no final line break if the message has none", () => {
    expect(read("A: 1\r\nB: 2").lines.map(({ value, end }) => [value, end])).toEqual([
      [" 1", 6],
      [" 2", 10],
    ]);
  });

  test.each(["A: 1\r\nB: 2\r\n", "A: 1\r\nB: 2", "A: 1\r\nB: 2\r\n 3"])(
    "leave out a line that may continue after the bytes: %j",
    (text) => {
      expect(read(text, false)).toEqual({ lines: [{ name: "A", value: " 1", end: 6 }], isCut: true });
    },
  );

  test("in a part of a message are the first lines of the whole message", () => {
    const line = fc.stringMatching(/^(?:[A-C]: ?[x \t]{0,4}| [x \t]{0,4}|x{0,3})$/);
    const lineEnd = fc.constantFrom("\r\n", "\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(line, lineEnd)), fc.nat(60), (lines, bytes) => {
        const text = lines.flat().join("");
        const whole = read(text).lines;
        const start = read(text.slice(0, bytes), bytes >= text.length);
        expect(start.lines).toEqual(whole.slice(0, start.lines.length));
        if (!start.isCut) expect(start.lines).toEqual(whole);
      }),
    );
  });
});
