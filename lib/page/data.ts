import { trusted, type Html } from "./html";
import { pack, unpack, type Packed } from "./pack";

/**
 * The data of a page as JSON. In a `<template>`, not a `<script>`: mail gateways remove scripts. With `<`, `>` and `&` as JSON
 * escapes the text is the same as HTML and as JSON.
 */
export function embedData(data: unknown): Html {
  const json = JSON.stringify(pack(data)).replace(/[<>&\u2028\u2029]|\p{Cf}/gu, jsonEscape);
  return trusted(`<template id="data">${json}</template>`);
}

/** The data of a page that `embedData` wrote. */
export function dataOf(page: string): unknown {
  const [, json] = /<template id="data">([^<]*)<\/template>/.exec(page) ?? [];
  if (json === undefined) throw new Error("expected a page of standby-mx with its data, found none");
  return unpack(JSON.parse(json) as Packed);
}

/** A character outside the basic plane becomes the escapes of its two UTF-16 code units. */
function jsonEscape(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("");
}
