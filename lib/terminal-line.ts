const ERASE_LINE = "\r\u001b[K";

/** Writes over the present line of a terminal. A longer line would be broken, and only its last part be written over: it is cut. */
export function rewriteLine(terminal: NodeJS.WriteStream, text: string): void {
  // A terminal that does not know its size, such as a serial console, says 0.
  const columns = terminal.columns || 80;
  terminal.write(`${ERASE_LINE}${text.length < columns ? text : `${text.slice(0, columns - 2)}…`}`);
}

export function eraseLine(terminal: NodeJS.WriteStream): void {
  terminal.write(ERASE_LINE);
}
