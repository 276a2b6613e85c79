/** The parts that make a file name unique, besides the receipt time. */
export interface NameSource {
  readonly hostName: string;
  readonly processId: number;
  random(): string;
}

/**
 * Names for new messages by the Maildir convention (https://cr.yp.to/proto/maildir.html): `<seconds>.<unique part>.<host>`.
 * The seconds are those of the receipt, because Dovecot gives out UIDs in the order of that number; the random number alone
 * makes the name unique, whatever the clock does. There is no `,S=<size>`: a reader would trust it even where it is wrong.
 */
export class BaseNames {
  private count = 0;
  private readonly host: string;

  constructor(private readonly source: NameSource) {
    this.host = escapeHost(source.hostName);
  }

  next(received: Date): string {
    const time = Number.isFinite(received.getTime()) ? Math.max(0, received.getTime()) : 0;
    const seconds = Math.floor(time / 1000);
    const microseconds = (time % 1000) * 1000;
    const { processId } = this.source;
    return `${seconds}.M${microseconds}P${processId}Q${++this.count}R${this.source.random()}.${this.host}`;
  }
}

/** "/" and ":" as the convention says; commas and characters that are not printable likewise, because readers parse the name. */
function escapeHost(host: string): string {
  const escaped = host.replace(/[^!-~]|[/:,]/g, (character) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  );
  return escaped === "" ? "localhost" : escaped;
}
