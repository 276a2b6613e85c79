// Replaces postal-mime's table of HTML entities (60 kB), which only the text of HTML messages needs; `held show` prints
// no HTML.
"use strict";
exports.htmlEntities = {};
