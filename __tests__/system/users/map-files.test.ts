import { mapFiles } from "../../../fixtures/postfix/map-file";
import { makePostfix } from "../../../fixtures/postfix/postfix";
import { readPostfix } from "../../../operator/users/postfix/read-postfix";

const files = mapFiles();

test("at least forty maps of real servers exist", () => {
  expect(files.length).toBeGreaterThanOrEqual(40);
});

test.each(files.map((file) => [file.name, file] as const))("%s is read as Postfix reads it", async (_, file) => {
  const postfix = makePostfix();
  try {
    file.install(postfix);
    const { reading, ask } = await readPostfix({ configDirectory: postfix.configDirectory });
    const mailboxes = (address: string) =>
      reading.entries.flatMap((entry) => (entry.address === address ? [entry.mailbox ?? "-"] : [])).sort();
    for (const [address, wanted] of file.listed) {
      expect([address, ...mailboxes(address)]).toEqual([address, ...(wanted.length > 0 ? [...wanted].sort() : ["-"])]);
    }
    const gaps = reading.gaps.map(({ source, why }) => `${source} ${why}`);
    for (const gap of file.gaps) {
      const [word = "", ...rest] = gap.split(" ");
      expect(gaps).toContainEqual(expect.stringContaining(rest.join(" ")));
      expect(gaps.some((text) => text.includes(word) && text.includes(rest.join(" ")))).toBe(true);
    }
    expect(new Map(reading.catchAlls.map(({ domain, mailboxes: all }) => [domain, [...all]]))).toEqual(file.catchAlls);
    const answers = await ask!([...file.accepted, ...file.refused]);
    for (const address of file.accepted) expect([address, answers.get(address)?.answer]).toEqual([address, "accepted"]);
    for (const address of file.refused) expect([address, answers.get(address)?.answer]).toEqual([address, "refused"]);
    for (const address of file.refused) expect(mailboxes(address)).toEqual([]);
  } finally {
    await postfix.stop();
  }
});
