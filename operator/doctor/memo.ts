/** Makes each value once, for all who ask for it, also while it is being made. */
export class Memo {
  private readonly values = new Map<string, Promise<unknown>>();

  get<T>(key: string, make: () => Promise<T>): Promise<T> {
    let value = this.values.get(key);
    if (!value) this.values.set(key, (value = make()));
    return value as Promise<T>;
  }
}
