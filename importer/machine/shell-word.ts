/** A path as a word of a shell command that a message advises (POSIX.1-2017, Shell Command Language, section 2.2). */
export function shellWord(path: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
