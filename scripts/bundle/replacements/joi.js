// Replaces joi (180 kB) by the two rules of joi 17 that mailauth applies.
// __tests__/unit/scripts/bundle/replacements.test.ts compares both.
"use strict";
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const TOP_LABEL = /^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const NOT_IN_DOMAIN = /[\x00-\x20@:/\\#!$&'()*+,;=?]|[^\x00-\x7f]/;

const schema = (isValid) => ({
  validate(value) {
    if (value === undefined || (typeof value === "string" && value !== "" && isValid(value))) return { value };
    return { value, error: new Error(`"value" is not valid: ${String(value)}`) };
  },
});

const isDomain = (name) => {
  if (name.length > 256 || NOT_IN_DOMAIN.test(name)) return false;
  const labels = hostOf(name).split(".");
  return (
    labels.length >= 2 &&
    labels.every((label, i) => label.length <= 63 && (i < labels.length - 1 ? LABEL : TOP_LABEL).test(label))
  );
};

const hostOf = (name) => {
  try {
    return new URL(`http://${name.replaceAll("%", "%25")}`).host;
  } catch {
    return name;
  }
};

exports.string = () => ({ domain: () => schema(isDomain), base64: () => schema((text) => BASE64.test(text)) });
