import type {
  DeleteMessageBatchCommandInput,
  GetQueueUrlCommandInput,
  ReceiveMessageCommandInput,
  SQSClientConfig,
} from "@aws-sdk/client-sqs";

export type SqsClient = Awaited<ReturnType<typeof openSqs>>;

/** The requests that a queue needs; `abortSignal` ends all but the receiving. The SDK's class SQS has all of the service, which would be loaded at each start. */
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
