const ERASE_LINE = "\r\u001b[K";

/** Overwrites the present line of a terminal. A text longer than the line is cut, because the next call could not overwrite all of it. */
export function rewriteLine(terminal: NodeJS.WriteStream, text: string): void {
  // A terminal of unknown size, such as a serial console, reports 0.
  const columns = terminal.columns || 80;
  terminal.write(`${ERASE_LINE}${text.length < columns ? text : `${text.slice(0, columns - 2)}…`}`);
}

export function eraseLine(terminal: NodeJS.WriteStream): void {
  terminal.write(ERASE_LINE);
}
