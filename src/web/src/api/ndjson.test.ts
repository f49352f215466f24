import { expect, test } from 'vitest';
import { parseLine, readLines } from './ndjson';

test('lines come whole, wherever the bytes were cut', async () => {
  const bytes = new TextEncoder().encode('{"a":"дрон"}\n{"a":2}\n');

  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([{ a: 'дрон' }, { a: 2 }]);
  }
});

test('a line without an end is not told', async () => {
  expect(await read([new TextEncoder().encode('{"a":1}\n{"a":')])).toEqual([{ a: 1 }]);
});

async function read(chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const body = new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      controller.close();
    },
  });
  const lines: unknown[] = [];
  for await (const line of readLines(new Response(body))) {
    lines.push(parseLine(line));
  }
  return lines;
}
