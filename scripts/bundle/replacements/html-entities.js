// In place of postal-mime's table of HTML entities (60 kB), which it needs for text in HTML only; `held show` prints no HTML.
"use strict";
exports.htmlEntities = {};
