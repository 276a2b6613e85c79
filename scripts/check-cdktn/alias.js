// Loaded by `node -r`: a request for cdktf or its provider returns their successors, so that nothing in the sources
// changes.
const Module = require("node:module");
const { join } = require("node:path");

const modules = process.env.STANDBY_CDKTN_MODULES;
const successors = [
  [/^cdktf(?=\/|$)/, join(modules, "cdktn")],
  [/^@cdktf\/provider-aws(?=\/)/, join(modules, "@cdktn/provider-aws")],
  [/^constructs(?=\/|$)/, join(modules, "constructs")],
];
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const [pattern, path] = successors.find(([old]) => old.test(request)) ?? [];
  return resolve.call(this, path === undefined ? request : request.replace(pattern, path), ...rest);
};
