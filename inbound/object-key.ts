/**
 * Where an S3 action puts a message: SES joins prefix and message id by a slash unless the prefix ends in one; a slash at
 * its beginning is kept.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export function objectKey(prefix: string, messageId: string): string {
  return prefix === "" || prefix.endsWith("/") ? prefix + messageId : `${prefix}/${messageId}`;
}
