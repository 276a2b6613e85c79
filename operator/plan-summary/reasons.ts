/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
export const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "it was left half-made (tainted)",
  replace_because_cannot_update: "it cannot be changed in place",
  replace_by_request: "-replace asks for it",
  replace_by_triggers: "replace_triggered_by says so",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each came or went",
  delete_because_count_index: "count no longer reaches its index",
  delete_because_each_key: "for_each no longer has its key",
  delete_because_no_move_target: "it was moved to where nothing is",
  read_because_config_unknown: "its configuration is not known yet",
  read_because_dependency_pending: "what it depends on changes first",
  read_because_check_nested: "a check reads it",
};
