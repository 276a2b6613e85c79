import { Option } from "commander";

/** `--metrics`; read it as `options.metrics`. */
export function metricsOption(): Option {
  return new Option(
    "--metrics <file>",
    "write metrics for Prometheus's node_exporter, such as <directory>/standby-mx.prom",
  );
}

/** `--per-mailbox`; read it as `options.perMailbox`. */
export function perMailboxOption(): Option {
  return new Option(
    "--per-mailbox",
    "also count waiting mail by mailbox; all who may read the metrics see the mailboxes' names",
  );
}
