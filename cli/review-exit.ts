/** What the exit code of `review` and `plan-summary` says to a pipeline; as `terraform plan -detailed-exitcode` does. */
export const ReviewExit = {
  harmless: 0,
  error: 1,
  dangerous: 2,
} as const;
