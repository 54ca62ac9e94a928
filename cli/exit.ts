/** What the command's exit codes mean. */
export const success = 0;
/** The user's file or data is wrong. */
export const inputError = 1;
/** The command was called wrongly. */
export const usageError = 2;
/** A run failed, or a check of a monitor did. */
export const runFailed = 3;
export const interrupted = 130;
