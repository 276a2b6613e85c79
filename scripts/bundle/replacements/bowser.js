// Replaces bowser (34 kB), with which the AWS SDK recognizes browsers.
"use strict";
