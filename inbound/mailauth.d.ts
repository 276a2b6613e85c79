// mailauth 4 has no types of its own; these are the parts used here, as its README and source give them.

declare module "mailauth/lib/spf" {
  interface SpfOptions {
    sender: string;
    ip: string;
    helo: string;
    mta: string;
    resolver: (name: string, type: string) => Promise<unknown>;
  }
  interface SpfResult {
    domain: string;
    status: { result: string };
  }
  export function spf(options: SpfOptions): Promise<SpfResult>;
}

declare module "mailauth/lib/dkim/verify" {
  interface DkimSignatureResult {
    id: string;
    signingDomain: string;
    status: { result: string; comment?: string; aligned?: string | false; underSized?: number };
  }
  interface DkimResult {
    headerFrom: string[];
    results: DkimSignatureResult[];
  }
  export function dkimVerify(
    message: Buffer,
    options: { resolver: (name: string, type: string) => Promise<unknown> },
  ): Promise<DkimResult>;
}

declare module "mailauth/lib/dmarc" {
  interface DmarcOptions {
    headerFrom: string[];
    spfDomains: string[];
    dkimDomains: { id: string; domain: string; aligned?: string | false; underSized?: number }[];
    resolver: (name: string, type: string) => Promise<unknown>;
  }
  interface DmarcResult {
    status: { result: string };
    policy?: string;
  }
  export function dmarc(options: DmarcOptions): Promise<DmarcResult | false>;
}

declare module "mailauth/lib/mta-sts" {
  interface ParsedPolicy {
    mode: "enforce" | "testing" | "none";
    mx?: string[];
    maxAge?: number;
  }
  /** Throws an `Error` if a field is missing or wrong; a missing `maxAge` may go unnoticed. */
  export function parsePolicy(file: string): ParsedPolicy;
}
