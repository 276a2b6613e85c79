import { Option, type Command } from "commander";
import { formatJson } from "../review/format/json";
import { formatMarkdown } from "../review/format/markdown";
import { formatText } from "../review/format/text";
import { writeReviewPage } from "../review/page/write-review-page";
import { review } from "../review/review";
import { checkPageOptions, type PageOptions } from "../lib/page/write-page";
import { bothSides } from "../review/synthesize/both-sides";
import { readHeadSide } from "../review/synthesize/head";
import { readSide } from "../review/synthesize/side";
import { limitOption } from "./limit-option";
import { ReviewExit } from "../lib/exit-codes";
import { reportError } from "./report-error";
import { repositorySettingsOption } from "./settings-option";

const formats = { text: formatText, markdown: formatMarkdown, json: formatJson };

interface Options extends PageOptions {
  readonly base: string;
  readonly head?: string;
  readonly headJson?: string;
  readonly format: keyof typeof formats;
  readonly limit: number;
  readonly hcl?: string;
  readonly settings: string;
}

export function registerReview(program: Command): void {
  program
    .command("review")
    .description("report what a change of the settings does to mail")
    .requiredOption("--base <revision|folder>", "git revision or folder that is applied now")
    .option("--head <revision|folder>", 'git revision or folder to apply (default: ".")')
    .option(
      "--head-json <folder>",
      "folder with synthesized JSON to apply, whose code never runs; with --head, report where --head differs from the JSON",
    )
    .addOption(new Option("--format <format>", "output format").choices(Object.keys(formats)).default("text"))
    .addOption(limitOption())
    .option("--hcl <folder>", "also write both sides as HCL into this folder")
    .addOption(repositorySettingsOption())
    .option("--html <file>", "also write the review as a page for a browser")
    .option("--anonymous", "leave addresses and names of resources out of the page")
    .action(async (options: Options) => {
      const { base, head, headJson, format, limit, hcl, settings, html } = options;
      const startedAt = new Date();
      const directory = process.cwd();
      const request = { settings, directory, hcl };
      try {
        await checkPageOptions(options);
        const found = await review(
          ...(await bothSides(
            readSide({ name: "base", where: base, ...request }),
            readHeadSide(request, head, headJson),
          )),
        );
        process.stdout.write(formats[format](found, limit));
        if (html !== undefined) {
          await writeReviewPage(html, found, options, program.version() ?? "", startedAt);
        }
        process.exitCode = found.dangers.length > 0 ? ReviewExit.dangerous : ReviewExit.harmless;
      } catch (error) {
        process.exitCode = reportError(error, "review");
      }
    });
}
