/** The end of a record name, behind the token that AWS chooses: the kind of proof, and the domain. */
export const PROOF_RECORD_NAME = /(_domainkey|_amazonses)\.(.+)$/;
