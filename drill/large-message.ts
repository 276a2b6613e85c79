const BODY_LINES = 80_000;

let made: Promise<Buffer> | undefined;

/** A message of 6 MB that is the same in every drill. It is generated, so that the repository does not contain it. */
export function largeMessage(): Promise<Buffer> {
  made ??= Promise.resolve().then(make);
  return made;
}

function make(): Buffer {
  const head = [
    "From: Carol <carol@sender.example>",
    "To: You <you@home.example>",
    "Subject: The holiday pictures",
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    "Message-ID: <large@sender.example>",
    "MIME-Version: 1.0",
    'Content-Type: application/octet-stream; name="pictures.zip"',
    "Content-Transfer-Encoding: base64",
    "",
  ];
  const body = Array.from({ length: BODY_LINES }, (_, i) =>
    Buffer.from(`line ${i} `.repeat(6)).toString("base64").slice(0, 76),
  );
  return Buffer.from([...head, ...body, ""].join("\r\n"), "latin1");
}
