import { createHash } from "node:crypto";
import { noDns } from "../../../../inbound/dns-resolver";
import { Examiner } from "../../../../inbound/examination/examiner";
import type { ReceivedMessage } from "../../../../inbound/received-message";
import { zone } from "../support/zone";

function message(content: string): ReceivedMessage {
  return {
    id: "x",
    receivedAt: new Date(),
    sender: "a@sender.example",
    recipients: ["alice@example.org"],
    client: { ip: "192.0.2.1", hostname: undefined, helo: "mail.sender.example" },
    tls: false,
    content: Buffer.from(content),
  };
}

const folded = `Subject: x\r\n${" y\r\n".repeat(300_000)}\r\nhello\r\n`;

describe("the examination of a message in a thread", () => {
  test("sends its DNS queries through the endpoint's resolver", async () => {
    const examiner = new Examiner(zone({ "sender.example": "v=spf1 ip4:192.0.2.1 -all" }));
    const { authentication, content } = await examiner.examine(message("From: a@sender.example\r\n\r\nhello\r\n"));
    expect(authentication.spf.verdict).toBe("PASS");
    expect(content).toEqual({ spam: "PASS", virus: "PASS" });
    await examiner.close();
  });

  test("that takes too long is ended and reported; the next gets a new thread", async () => {
    const examiner = new Examiner(noDns, 500);
    const { authentication, content } = await examiner.examine(message(folded));
    expect(authentication.spf.receivedSpf).toMatch(/^temperror /);
    expect(authentication.dmarc).toMatchObject({ verdict: "PROCESSING_FAILED", result: "temperror" });
    expect(content).toEqual({ spam: "PROCESSING_FAILED", virus: "PROCESSING_FAILED" });
    const next = await examiner.examine(message("From: a@sender.example\r\n\r\nhello\r\n"));
    expect(next.content).toEqual({ spam: "PASS", virus: "PASS" });
    await examiner.close();
  });

  test("sends a bounded number of queries", async () => {
    let asked = 0;
    const examiner = new Examiner({ ...noDns, resolve: () => Promise.reject(new Error(`question ${++asked}`)) });
    const bodyHash = createHash("sha256").update("hello\r\n").digest("base64");
    const signature = `DKIM-Signature: v=1; a=rsa-sha256; d=d%.example; s=s; h=From; bh=${bodyHash}; b=AAAA\r\n`;
    const signatures = Array.from({ length: 300 }, (_, i) => signature.replace("%", String(i))).join("");
    await examiner.examine(message(`${signatures}From: a@sender.example\r\n\r\nhello\r\n`));
    expect(asked).toBe(100);
    await examiner.close();
  });
});
