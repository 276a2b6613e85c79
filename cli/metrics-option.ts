import { Option } from "commander";

/** `--metrics`; read it as `options.metrics`. */
export function metricsOption(): Option {
  return new Option("--metrics <file>", "write metrics for the textfile collector of Prometheus's node_exporter");
}

/** `--per-mailbox`; read it as `options.perMailbox`. */
export function perMailboxOption(): Option {
  return new Option(
    "--per-mailbox",
    "with --metrics: count waiting mail by mailbox; shows mailbox names to every reader of the metrics",
  );
}
