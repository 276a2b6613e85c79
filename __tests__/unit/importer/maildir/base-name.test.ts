import fc from "fast-check";
import { anyText } from "../../../../fixtures/any-text";
import { BaseNames } from "../../../../importer/maildir/base-name";

function names(hostName = "mx.example.org", random = () => "0123456789abcdef"): BaseNames {
  return new BaseNames({ hostName, processId: 42, random });
}

test("a name has the receipt time, a unique part and the host", () => {
  const some = names();
  expect(some.next(new Date("2026-11-24T12:00:00.250Z"))).toBe(
    "1795521600.M250000P42Q1R0123456789abcdef.mx.example.org",
  );
  expect(some.next(new Date("2026-11-24T12:00:00Z"))).toBe("1795521600.M0P42Q2R0123456789abcdef.mx.example.org");
});

test("names sort by receipt, the order in which Dovecot assigns UIDs", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), noInvalidDate: true }), (received) => {
      expect(Number.parseInt(names().next(received), 10)).toBe(Math.floor(received.getTime() / 1000));
    }),
  );
});

test("no name has characters with a meaning in a Maildir, for any host name", () => {
  fc.assert(
    fc.property(anyText(), fc.date(), (host, received) => {
      const name = names(host).next(received);
      expect(name).toMatch(/^\d+\.M\d+P42Q1R[0-9a-f]{16}\.[!-~]+$/);
      expect(name).not.toMatch(/[/:,]/);
    }),
  );
});

test("slash and colon of a host name are written as the Maildir convention says", () => {
  expect(names("a/b:c").next(new Date(0))).toMatch(/\.a\\057b\\072c$/);
});
