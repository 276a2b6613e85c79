import fc from "fast-check";
import { inPieces } from "../../../../importer/message/write-message";

const PIECE = 64 * 1024;

async function* of(lengths: readonly number[]): AsyncGenerator<Buffer> {
  for (const [index, length] of lengths.entries()) yield await Promise.resolve(Buffer.alloc(length, index + 1));
}

test("all bytes are written, and only the last piece is small", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 150_000 }), { maxLength: 6 }), async (lengths) => {
      const pieces: Buffer[] = [];
      for await (const piece of inPieces(of(lengths))) pieces.push(piece);
      const chunks: Buffer[] = [];
      for await (const chunk of of(lengths)) chunks.push(chunk);
      expect(Buffer.concat(pieces).equals(Buffer.concat(chunks))).toBe(true);
      expect(pieces.slice(0, -1).filter(({ length }) => length < PIECE)).toEqual([]);
      expect(pieces.at(-1)?.length).not.toBe(0);
    }),
  );
});
