/** Gives each name the same substitute every time, such as `recipient 1`. */
export function pseudonyms(kind: string): (name: string) => string {
  const numbers = new Map<string, number>();
  return (name) => {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return `${kind} ${number}`;
  };
}

/** The text on the page in place of a text that is left out. */
export const LEFT_OUT = "(left out)";

/** The codes of an SMTP reply (RFC 5321 and RFC 3463) without its text, which often repeats the address. */
export function replyCodes(reply: string): string {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(reply)?.[0] ?? LEFT_OUT;
}
