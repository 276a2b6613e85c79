// The requests of the workflows to GitHub's REST API; https://docs.github.com/rest.

/** Sends one request about a repository, by default the one of the workflow; throws an error with GitHub's message. */
export async function call(method, path, body, repository = process.env.GITHUB_REPOSITORY) {
  const { GITHUB_API_URL: api, GITHUB_TOKEN: token } = required();
  const response = await fetch(`${api}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "x-github-api-version": "2022-11-28",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: GitHub answered ${response.status}: ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

/** All items of a paginated list; at most 1000. */
export async function list(path) {
  const items = [];
  for (let page = 1; page <= 10; page++) {
    const some = await call("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
    items.push(...some);
    if (some.length < 100) break;
  }
  return items;
}

/** The author of comments that a workflow writes; every user can write a comment that begins as the project's comments do. */
export const isOurs = ({ user }) => user?.login === "github-actions[bot]";

function required() {
  for (const name of ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"]) {
    if (!process.env[name])
      throw new Error(`expected the environment variable ${name}, as in a workflow of GitHub; found none`);
  }
  return process.env;
}
