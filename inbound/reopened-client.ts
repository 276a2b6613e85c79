import { isKeyRefusal } from "../store/s3-errors";

/**
 * A client of the SDK that is opened again after AWS has refused its access key: a client keeps the key that it has once found, even if
 * another key has replaced it.
 */
export class ReopenedClient<Client extends { destroy(): void }> {
  private client: Client;
  private readonly closing = new AbortController();

  constructor(private readonly open: () => Client) {
    this.client = open();
  }

  get current(): Client {
    return this.client;
  }

  /** Makes a request; `options` end it when this client is closed. */
  async request<T>(send: (client: Client, options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { client } = this;
    try {
      return await send(client, { abortSignal: this.closing.signal });
    } catch (error) {
      if (isKeyRefusal(error) && client === this.client) this.client = this.open();
      throw error;
    }
  }

  close(): void {
    this.closing.abort();
    this.client.destroy();
  }
}
