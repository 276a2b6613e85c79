// In place of iconv-lite (490 kB): Node's own decoder. libmime takes it for Japanese, too, and mailauth
// uses of what is decoded only the boundary of a multipart message.
"use strict";
exports.decode = (bytes, charset) => new TextDecoder(charset).decode(Buffer.from(bytes));
