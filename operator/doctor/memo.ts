/** Computes each value once; all callers share the result, also while it is being computed. */
export class Memo {
  private readonly values = new Map<string, Promise<unknown>>();

  get<T>(key: string, make: () => Promise<T>): Promise<T> {
    let value = this.values.get(key);
    if (!value) this.values.set(key, (value = make()));
    return value as Promise<T>;
  }
}
