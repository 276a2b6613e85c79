import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const repository = join(__dirname, "../../..");
const pages = readdirSync(join(repository, "docs")).filter((name) => name.endsWith(".md"));
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "__tests__/README.md",
  ...pages.map((name) => `docs/${name}`),
];
const read = (document: string) => readFileSync(join(repository, document), "utf8");

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(document: string): readonly string[] {
  const text = read(document).replace(/^ *```[^]*?^ *```/gm, "");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const links = documents.flatMap((document) =>
  [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !link.includes("://"))
    .map((link) => ({ document, link })),
);

test("each link between documents leads to a file and to a heading in it", () => {
  const broken = links.filter(({ document, link }) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? document : normalize(join(dirname(document), path));
    if (!existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("the index lists every page of the documentation", () => {
  const listed = links.filter(({ document }) => document === "docs/README.md").map(({ link }) => link);
  expect(pages.filter((name) => name !== "README.md" && !listed.includes(name))).toEqual([]);
});
