import { resolve } from "node:path";
import { DirectoryStore } from "../../../store/directory-store";
import { openStore, parseStoreLocation } from "../../../store/open-store";

const region = { name: "eu-west-1", bucket: "mail" };

test("s3 and dir:<path> are stores", () => {
  expect(parseStoreLocation("s3")).toEqual({ kind: "s3", endpoint: undefined });
  expect(parseStoreLocation("s3", "http://127.0.0.1:9")).toEqual({ kind: "s3", endpoint: "http://127.0.0.1:9" });
  expect(parseStoreLocation("dir:some/where")).toEqual({ kind: "directory", path: resolve("some/where") });
  expect(parseStoreLocation("dir:/with:colon")).toEqual({ kind: "directory", path: "/with:colon" });
});

test.each(["", "dir:", "S3", "s3:", "/path", "gs:x"])("%j is refused, with the valid forms", (text) => {
  expect(() => parseStoreLocation(text)).toThrow(
    `expected a store "s3" or "dir:<path>", found ${JSON.stringify(text)}`,
  );
});

test("a directory's bucket is a directory in it", async () => {
  const store = await openStore({ kind: "directory", path: "/stores" }, region);
  expect(store).toBeInstanceOf(DirectoryStore);
  expect(store.name).toBe("dir:/stores/mail");
});

test("a bucket in S3 is named by its URL, and opened without a request", async () => {
  const store = await openStore({ kind: "s3", endpoint: "http://127.0.0.1:9" }, region);
  expect(store.name).toBe("s3://mail");
  await store.close();
});

test.each(["../outside", "a/b", "..", ".mail", ""])("a directory with the name %j is not a bucket", async (bucket) => {
  const opening = openStore({ kind: "directory", path: "/stores" }, { name: "eu-west-1", bucket });
  await expect(opening).rejects.toMatchObject({ kind: "no-bucket" });
});
