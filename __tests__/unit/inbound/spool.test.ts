import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { AcceptedMail } from "../../../inbound/spool";

const MAX_TURNS = 100_000;

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS && !condition(); turn++) await setImmediate();
}

test("a message that does not fit frees its space for others before it ends", async () => {
  const mail = new AcceptedMail(100_000);
  const [first, second] = [new PassThrough(), new PassThrough()];
  const taken = [mail.take(first, 1_000_000), mail.take(second, 1_000_000)];
  first.write(Buffer.alloc(50_000));
  await until(() => mail.isFull(45_000));
  for (let part = 0; part < 5; part++) second.write(Buffer.alloc(10_000));
  await until(() => !mail.isFull(45_000));
  first.end(Buffer.alloc(30_000));
  const content = await taken[0];
  expect(content?.bytes).toBe(80_000);
  second.end();
  expect(await taken[1]).toBeUndefined();
  await content?.remove();
  expect(mail.isFull(100_000)).toBe(false);
  await mail.close();
});
