import fc from "fast-check";
import { encodeFrame, FrameError, FrameReader, MAX_FRAME_HEAD_BYTES } from "../../../../importer/worker/frame";

/** The same bytes in pieces of these sizes. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const frames = fc.array(fc.record({ head: fc.jsonValue(), body: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 });
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

test("any frame arrives, in any pieces", () => {
  fc.assert(
    fc.property(frames, sizes, (sent, sizes) => {
      const bytes = Buffer.concat(sent.flatMap(({ head, body }) => encodeFrame(head, body)));
      const reader = new FrameReader();
      const received = cut(bytes, sizes).flatMap((piece) => [...reader.push(piece)]);
      expect(received.map(({ head, body }) => [head, [...body]])).toEqual(
        sent.map(({ head, body }): unknown[] => [JSON.parse(JSON.stringify(head)), [...body]]),
      );
    }),
  );
});

test("an incomplete frame is not a frame", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.uint8Array({ maxLength: 50 }), fc.nat(), (head, body, missing) => {
      const bytes = Buffer.concat(encodeFrame(head, body));
      const cutOff = bytes.subarray(0, bytes.length - 1 - (missing % bytes.length));
      expect([...new FrameReader().push(cutOff)]).toEqual([]);
    }),
  );
});

test("foreign bytes are refused or incomplete, and never fill the memory", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 400 }), (bytes) => {
      try {
        void [...new FrameReader().push(Buffer.from(bytes))];
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
  );
  const huge = Buffer.alloc(8);
  huge.writeUInt32BE(MAX_FRAME_HEAD_BYTES + 1, 0);
  expect(() => [...new FrameReader().push(huge)]).toThrow(/a frame of 65537 \+ 0 bytes/);
});

test("a frame in single bytes needs no more memory than its length", () => {
  const body = Buffer.alloc(256 * 1024, "x");
  const reader = new FrameReader();
  const bytes = Buffer.concat(encodeFrame(["a"], body));
  const before = process.memoryUsage();
  const frames = Array.from(bytes, (_, at) => [...reader.push(bytes.subarray(at, at + 1))]).flat();
  const after = process.memoryUsage();
  expect(frames.map((frame) => frame.body.equals(body))).toEqual([true]);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * body.length);
});
