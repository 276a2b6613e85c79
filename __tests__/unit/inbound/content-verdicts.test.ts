import fc from "fast-check";
import { scan } from "../../../inbound/content-verdicts";

const gtube = Buffer.from(
  "WEpTKkM0SkRCUUFETjEuTlNCTjMqMklETkVOKkdUVUJFLVNUQU5EQVJELUFOVEktVUJFLVRFU1QtRU1BSUwqQy4zNFg=",
  "base64",
);
const eicar = Buffer.from(
  "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=",
  "base64",
);

const around = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const folded = (base64: string, width: number, eol: string) =>
  (base64.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join(eol);

describe("content verdicts", () => {
  test("GTUBE is spam, EICAR a virus, at any place of a message", () => {
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(scan(Buffer.concat([before, gtube, after])).spam).toBe("FAIL");
        expect(scan(Buffer.concat([before, eicar, after])).virus).toBe("FAIL");
      }),
    );
  });

  test("both are found in a base64 part, at any offset and with lines of any width", () => {
    fc.assert(
      fc.property(
        around,
        around,
        fc.integer({ min: 4, max: 76 }),
        fc.constantFrom("\r\n", "\n"),
        (before, after, width, eol) => {
          const part = (needle: Buffer) =>
            Buffer.from(folded(Buffer.concat([before, needle, after]).toString("base64"), width, eol));
          expect(scan(part(gtube)).spam).toBe("FAIL");
          expect(scan(part(eicar)).virus).toBe("FAIL");
        },
      ),
    );
  });

  test("both are found across a soft line break of quoted-printable", () => {
    const text = gtube.toString("latin1");
    expect(scan(Buffer.from(`${text.slice(0, 30)}=\r\n${text.slice(30)}`)).spam).toBe("FAIL");
  });

  test("other content passes", () => {
    fc.assert(
      fc.property(around, (bytes) => {
        expect(scan(bytes)).toEqual({ spam: "PASS", virus: "PASS" });
      }),
    );
  });
});
