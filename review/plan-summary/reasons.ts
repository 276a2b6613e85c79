import { lookupTable } from "../../lib/lookup-table";

/** Reasons of Terraform and of OpenTofu; @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
export const ACTION_REASONS = lookupTable<string>({
  replace_because_tainted: "its creation or an update failed half-way (tainted)",
  replace_because_cannot_update: "it cannot be changed in place",
  replace_by_request: "-replace asks for it",
  replace_by_triggers: "replace_triggered_by says so",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "count or for_each was added or removed",
  delete_because_count_index: "count no longer reaches its index",
  delete_because_enabled_false: "its argument enabled is false",
  delete_because_each_key: "for_each no longer has its key",
  delete_because_no_move_target: "it was moved to an address without a resource",
  forgot_because_lifecycle_destroy_in_config: "its lifecycle says destroy = false",
  forgot_because_lifecycle_destroy_in_state: "its lifecycle said destroy = false",
  read_because_config_unknown: "its configuration is not known yet",
  read_because_dependency_pending: "a resource that it depends on changes first",
  read_because_check_nested: "a check reads it",
});

/** Reasons why Terraform defers a change to a later plan. */
export const DEFERRED_REASONS = lookupTable<string>({
  unknown: "Terraform gives no reason",
  instance_count_unknown: "its number of instances is not known yet",
  resource_config_unknown: "its configuration is not known yet",
  provider_config_unknown: "its provider's configuration is not known yet",
  deferred_prereq: "a resource that it depends on is deferred",
  absent_prereq: "a resource that it depends on does not exist yet",
});
