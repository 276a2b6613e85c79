/** Every path at which two JSON values differ, with both values. */
export function differences(old, fresh, path = "") {
  if (JSON.stringify(old) === JSON.stringify(fresh)) return {};
  const isObject = (value) => typeof value === "object" && value !== null;
  if (!isObject(old) || !isObject(fresh)) return { [path]: [old ?? null, fresh ?? null] };
  const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const below = keys.map((key) => differences(old[key], fresh[key], path === "" ? key : `${path}.${key}`));
  return Object.assign({}, ...below);
}
