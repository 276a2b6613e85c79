// Replaces encoding-japanese (230 kB): if its function throws, libmime uses iconv-lite.
"use strict";
exports.convert = () => {
  throw new Error("not bundled");
};
