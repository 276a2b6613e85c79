/** A text as one word of a shell command (POSIX.1-2017, Shell Command Language, section 2.2). */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
