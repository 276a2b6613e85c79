/**
 * The last part of the key of the object that SES writes when a receipt rule with an S3 action is created or changed, and the message
 * id in the notification of that object.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
 */
export const SETUP_OBJECT_NAME = "AMAZON_SES_SETUP_NOTIFICATION";
