// Replaces libmime's table of file name extensions (70 kB), which nothing in the bundle looks up.
"use strict";
exports.list = {};
exports.extensions = {};
