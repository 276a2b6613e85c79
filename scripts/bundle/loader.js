// The beginning of dist/standby-mx.js. The program follows in parts, each a CommonJS module, in the comment of a function:
// V8 skips a comment in a twentieth of the time in which it reads the same text as a program, and a part is compiled when a
// command first needs the part. All is ASCII, because V8 keeps a file with any other character in twice the memory.
const Module = require("node:module");

// Node 22 and later keep compiled code in a directory that only this process's user can write, such as the one that
// systemd makes for a service.
if (process.env.CACHE_DIRECTORY !== undefined) Module.enableCompileCache?.(process.env.CACHE_DIRECTORY);

// The program is read from memory, because an upgrade may have replaced the file.
const text = program.toString();
const texts = new Map();
let start = text.indexOf("/*") + 2;
for (const [name, length] of Object.entries(lengths)) texts.set(name, text.slice(start, (start += length)));

const loaded = new Map();

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const part = new Module(name, module);
  loaded.set(name, part);
  part.require = (id) => (id.startsWith("./") ? load(id.slice(2)) : require(id));
  const code = texts.get(name).replace(/@u([0-9a-f]{4})@/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  // `__filename` is a file that a thread can run.
  part._compile(`__filename=${JSON.stringify(__filename)};${code}`, `${__filename}:${name}`);
  return part.exports;
}

load("index.js");
