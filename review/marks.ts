/** What stands for a value that a plan does not tell. */
export const unknownValue = "(known after apply)";
export const sensitiveValue = "(sensitive)";
export const changedSensitiveValue = "(sensitive, changed)";
