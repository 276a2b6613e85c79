/** To be called before an AWS client is loaded: on Node 20 it would warn on standard error, and cron would mail it at every run. */
export function quietSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
}
