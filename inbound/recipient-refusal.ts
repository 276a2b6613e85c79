/** Why a recipient is refused; the reply to each is in the table of undocumented choices. */
export type RecipientRefusal =
  "blocked-address" | "no-active-rule-set" | "unverified-domain" | "no-matching-rule" | "tls-required";
