"""By the command alone: the rules that SES has in moto, a message by smtplib, and the object by boto3."""

import json
import logging
import os
import smtplib
import subprocess
import unittest

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "inbound-mail"
REGION = "eu-west-1"
COMMAND = os.environ.get("STANDBY_MX", "npx standby-mx").split()
logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # moto would print each request
ACCESS_KEY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class InboundTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
        moto.start()
        cls.addClassCleanup(moto.stop)
        host, port = moto.get_host_and_port()
        url = f"http://{host}:{port}"
        os.environ.update(ACCESS_KEY)
        cls.s3 = boto3.client("s3", endpoint_url=url, region_name=REGION)
        create_rules(cls.s3, boto3.client("ses", endpoint_url=url, region_name=REGION))

        options = ["--rules", "ses", "--store", "s3", "--endpoint-url", url, "--region", REGION]
        options += ["--listen", "127.0.0.1:0", "--no-dns", "--json"]
        cls.inbound = subprocess.Popen([*COMMAND, "inbound", *options], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(cls.stop)
        cls.port = cls.wait_for("listening")["port"]

    @classmethod
    def stop(cls):
        cls.inbound.terminate()
        cls.inbound.communicate()

    @classmethod
    def wait_for(cls, kind, **members):
        """The next event of that kind, which has those members."""
        for line in cls.inbound.stdout:
            event = json.loads(line)
            if event["kind"] == kind and members.items() <= event.items():
                return event
        raise RuntimeError(f"standby-mx inbound has ended before the event {kind}")

    def test_mail_for_alice_is_stored(self):
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            smtp.ehlo()
            smtp.mail("bob@example.net")
            smtp.rcpt("alice@example.org")
            code, reply = smtp.data("Subject: hello\r\n\r\nHi Alice\r\n")
        self.assertEqual(code, 250)
        stored = self.wait_for("stored", messageId=reply.decode().split()[-1])
        body = self.s3.get_object(Bucket=stored["bucket"], Key=stored["key"])["Body"].read()
        self.assertIn(b"\r\nSubject: hello\r\n\r\nHi Alice\r\n", body)

    def test_mail_for_a_stranger_is_refused(self):
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                smtp.sendmail("bob@example.net", ["eve@example.org"], "Subject: hello\r\n\r\n")


def create_rules(s3, ses):
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    allow = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "s3:PutObject"}
    statement = {**allow, "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    ses.verify_domain_identity(Domain="example.org")
    ses.create_receipt_rule_set(RuleSetName="inbound")
    action = {"S3Action": {"BucketName": BUCKET, "ObjectKeyPrefix": "alice/"}}
    rule = {"Name": "alice", "Recipients": ["alice@example.org"], "Enabled": True, "Actions": [action]}
    ses.create_receipt_rule(RuleSetName="inbound", Rule=rule)
    ses.set_active_receipt_rule_set(RuleSetName="inbound")


if __name__ == "__main__":
    unittest.main()
