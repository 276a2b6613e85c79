/** Adds an item to those of a key. */
export function addTo<K, V>(items: Map<K, V[]>, key: K, item: V): void {
  const list = items.get(key);
  if (list === undefined) items.set(key, [item]);
  else list.push(item);
}
