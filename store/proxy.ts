/**
 * The proxy for a URL as the AWS CLI finds it (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html), which asks
 * Python's urllib: `https_proxy` and `http_proxy`, in lower case before upper case, and `no_proxy`
 * (https://docs.python.org/3/library/urllib.request.html#urllib.request.getproxies). `undefined`: no proxy. ALL_PROXY is not read. A
 * host of NO_PROXY means the host itself and all its subdomains.
 */
export function proxyOf(url: URL, env: NodeJS.ProcessEnv = process.env): URL | undefined {
  const proxy = variable(env, `${url.protocol.slice(0, -1)}_proxy`);
  if (proxy === "" || isExcepted(url, variable(env, "no_proxy"))) return undefined;
  return new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy.replace(/^\/\//, "")}`);
}

/** An empty variable in lower case overrides the variable in upper case. */
function variable(env: NodeJS.ProcessEnv, name: string): string {
  return env[name] ?? env[name.toUpperCase()] ?? "";
}

/** `*` alone excepts all hosts. A name may begin with dots, and may end in a port. */
function isExcepted({ host, hostname }: URL, exceptions: string): boolean {
  if (exceptions === "*") return true;
  const names = exceptions.split(",").map((name) => name.trim().replace(/^\.+/, "").toLowerCase());
  return names.some((name) => name !== "" && [hostname, host].some((each) => `.${each}`.endsWith(`.${name}`)));
}
