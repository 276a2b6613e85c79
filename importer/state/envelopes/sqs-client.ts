import type {
  DeleteMessageBatchCommandInput,
  GetQueueUrlCommandInput,
  ReceiveMessageCommandInput,
  SQSClientConfig,
} from "@aws-sdk/client-sqs";

export type SqsClient = Awaited<ReturnType<typeof openSqs>>;

/**
 * Only the requests that a queue needs, because the SDK's class SQS would load the whole service at each start.
 * `abortSignal` ends all requests but ReceiveMessage.
 */
export async function openSqs(config: SQSClientConfig, abortSignal?: AbortSignal) {
  const { SQSClient, GetQueueUrlCommand, ReceiveMessageCommand, DeleteMessageBatchCommand } =
    await import("@aws-sdk/client-sqs");
  const client = new SQSClient(config);
  return {
    getQueueUrl: (input: GetQueueUrlCommandInput) => client.send(new GetQueueUrlCommand(input), { abortSignal }),
    receiveMessage: (input: ReceiveMessageCommandInput, abortOne?: AbortSignal) =>
      client.send(new ReceiveMessageCommand(input), { abortSignal: abortOne }),
    deleteMessageBatch: (input: DeleteMessageBatchCommandInput) =>
      client.send(new DeleteMessageBatchCommand(input), { abortSignal }),
    destroy: () => client.destroy(),
  };
}
