/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
export type Verdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED" | "DISABLED";

/** The results of SES's checks of the sender of a message, in the words of its header lines and of its notifications. */
export interface SenderAuthentication {
  readonly spf: { readonly verdict: Verdict; /** The value of the Received-SPF line. */ readonly receivedSpf: string };
  readonly dkim: {
    readonly verdict: Verdict;
    /** The result of each signature, in the order of the signatures. */
    readonly signatures: readonly { readonly result: string; readonly domain: string }[];
  };
  readonly dmarc: {
    readonly verdict: Verdict;
    readonly result: string;
    /** Domain of the From header; `undefined`: the message has none. */
    readonly domain: string | undefined;
    /** The policy that the domain publishes; `undefined` unless the check failed. */
    readonly policy: "none" | "quarantine" | "reject" | undefined;
  };
}

/** The verdicts of the scan of a message's content. */
export interface ContentVerdicts {
  readonly spam: Verdict;
  readonly virus: Verdict;
}
