import { InvalidArgumentError, Option } from "commander";
import { MAX_COMMENT_CHARACTERS } from "../review/format/markdown";

/** `--limit N`, in characters; read it as `options.limit`. */
export function limitOption(): Option {
  return new Option("--limit <characters>", "shorten the Markdown to this length, for a comment")
    .default(MAX_COMMENT_CHARACTERS)
    .argParser(count);
}

function count(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1000) return number;
  throw new InvalidArgumentError(`expected a whole number of at least 1000, found ${value}`);
}
