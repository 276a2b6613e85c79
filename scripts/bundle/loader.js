// The beginning of dist/standby-mx.js. `parts` holds the program in parts, each a CommonJS module as text: Node reads a text
// in a tenth of the time of a program, and a part is compiled when a command first needs it.
const Module = require("node:module");

// Node 22 and later keep compiled code where the user of this process alone can write, as systemd makes it for a service.
if (process.env.CACHE_DIRECTORY !== undefined) Module.enableCompileCache?.(process.env.CACHE_DIRECTORY);

const loaded = new Map();

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const part = new Module(name, module);
  loaded.set(name, part);
  part.require = (id) => (id.startsWith("./") ? load(id.slice(2)) : require(id));
  // `__filename` is the file that a thread can run.
  part._compile(`__filename=${JSON.stringify(__filename)};${parts[name]}`, `${__filename}:${name}`);
  return part.exports;
}

load("index.js");
