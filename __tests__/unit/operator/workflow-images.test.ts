import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultImage } from "../../../fixtures/localstack/image";

const folder = join(__dirname, "../../../.github/workflows");
const workflows = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));

test("the workflows pull LocalStack by digest and tag it as the suite expects", () => {
  const lines = workflows.flatMap((text) => text.split("\n")).filter((line) => line.includes("localstack/localstack"));
  expect(lines.map((line) => line.trim())).toEqual([
    `- run: docker pull "$IMAGE" && docker tag "$IMAGE" ${defaultImage}`,
    expect.stringMatching(/^IMAGE: localstack\/localstack@sha256:[0-9a-f]{64}$/),
  ]);
});
