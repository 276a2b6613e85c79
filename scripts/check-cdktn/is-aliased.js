// The tests prove nothing if they run with cdktf.
const { version } = require("cdktf/package.json");

const [, successor] = require("./expected.json")["//.metadata.version"];
if (version !== successor) throw new Error(`expected cdktn ${successor} in place of cdktf, found version ${version}`);
