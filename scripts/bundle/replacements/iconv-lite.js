// Replaces iconv-lite (490 kB) by Node's own decoder. libmime uses it for Japanese, too, and mailauth uses only the
// boundary of a multipart message of the decoded text.
"use strict";
exports.decode = (bytes, charset) => new TextDecoder(charset).decode(Buffer.from(bytes));
