// In place of encoding-japanese (230 kB): libmime takes iconv-lite when this fails.
"use strict";
exports.convert = () => {
  throw new Error("not bundled");
};
