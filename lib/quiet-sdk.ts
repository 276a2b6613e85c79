/** Call before an AWS client is loaded: on Node 20 the SDK prints a warning, which cron would mail at every run. */
export function quietSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
}
