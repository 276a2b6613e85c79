import { settings } from "./settings";
import { synthFirst } from "./synth";

describe("the mail bucket", () => {
  const stack = synthFirst(settings());
  const [address] = Object.keys(stack.resources("aws_s3_bucket"));

  test("has the name in the settings", () => {
    expect(stack.resource("aws_s3_bucket").bucket).toBe("example.org-mail-stocker");
  });

  test.each([
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
  ])("has a %s", (type) => {
    expect(stack.resource(type).bucket).toBe(`\${${address}.bucket}`);
  });

  test("blocks public access in all four ways", () => {
    expect(stack.resource("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("has no ACLs", () => {
    expect(stack.resource("aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
    expect(stack.json).not.toMatch(/"acl"|aws_s3_bucket_acl/);
  });

  test("is encrypted by S3's own key, with a bucket key", () => {
    expect(stack.resource("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, bucket_key_enabled: true },
    ]);
  });

  test("keeps deleted objects for the days in the settings, and waiting mail for ever", () => {
    expect(stack.resource("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    const { rule } = synthFirst(settings({ retention: { deletedDays: 7, waitingDays: undefined } })).resource(
      "aws_s3_bucket_lifecycle_configuration",
    );
    expect(rule).toEqual([
      {
        id: "forget-deleted-messages",
        status: "Enabled",
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        expiration: [{ expired_object_delete_marker: true }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  test("configures the lifecycle of noncurrent versions after versioning", () => {
    expect(stack.resource("aws_s3_bucket_lifecycle_configuration").depends_on).toEqual(
      Object.keys(stack.resources("aws_s3_bucket_versioning")),
    );
  });

  test("cannot be destroyed by accident, and never with mail", () => {
    expect(stack.resource("aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: true });
    expect(stack.resource("aws_s3_bucket")).not.toHaveProperty("force_destroy");
  });
});

test("expires waiting messages only with the setting", () => {
  const stack = synthFirst(settings({ retention: { deletedDays: 30, waitingDays: 90 } }));
  expect(stack.resource("aws_s3_bucket_lifecycle_configuration").rule).toContainEqual({
    id: "expire-waiting-messages",
    status: "Enabled",
    filter: [{}],
    expiration: [{ days: 90 }],
  });
});

test("can be destroyed with the setting", () => {
  const stack = synthFirst(settings({ preventDestroy: false }));
  expect(stack.resource("aws_s3_bucket").lifecycle).toEqual({ prevent_destroy: false });
});
