/**
 * The object key under which an S3 action stores a message: SES joins prefix and message id by a slash unless the
 * prefix ends in a slash, and keeps a slash at the beginning of the prefix.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export function objectKey(prefix: string, messageId: string): string {
  return prefix === "" || prefix.endsWith("/") ? prefix + messageId : `${prefix}/${messageId}`;
}
