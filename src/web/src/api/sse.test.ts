import { expect, test } from 'vitest';
import { readServerSentEvents, type ServerSentEvent } from './sse';

async function read(...pieces: readonly string[]): Promise<readonly ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
      controller.close();
    },
  });
  const messages: ServerSentEvent[] = [];
  for await (const message of readServerSentEvents(new Response(body))) {
    messages.push(message);
  }
  return messages;
}

test('Messages are read whole, wherever the network cut them', async () => {
  expect(await read('id: 1\nda', 'ta: {"a":1}\n', '\nid: 2\nevent: reached\ndata: {"reached":2}\n\n')).toEqual([
    { id: '1', event: 'message', data: '{"a":1}' },
    { id: '2', event: 'reached', data: '{"reached":2}' },
  ]);
});

test('A message that was cut off is not told', async () => {
  expect(await read('id: 1\ndata: whole\n\nid: 2\ndata: cut')).toEqual([{ id: '1', event: 'message', data: 'whole' }]);
});

test('Letters that stand over a cut are read right', async () => {
  const bytes = new TextEncoder().encode('data: Калуга\n\n');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 9));
      controller.enqueue(bytes.slice(9));
      controller.close();
    },
  });
  for await (const message of readServerSentEvents(new Response(body))) {
    expect(message.data).toBe('Калуга');
  }
});
