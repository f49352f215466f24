import { expect, test } from 'vitest';
import { Problem } from './problem';

test('a refusal is told as the service words it', async () => {
  const problem = await Problem.of(new Response('{"type":"/problems/busy","title":"Busy","detail":"Later.","traceId":"t"}', { status: 429, headers: { 'Retry-After': '2' } }));

  expect(problem).toMatchObject({ status: 429, slug: 'busy', title: 'Busy', detail: 'Later.', retryAfter: 2, traceId: 't', isPassing: true });
});

test.each(['null', '[]', '"no"', '<html>', '', '{"type":7,"title":{},"errors":{"a":["b"]}}', '{"errors":[null,{"pointer":1}]}'])('an answer in another shape is a refusal, too: %s', async (body) => {
  const problem = await Problem.of(new Response(body, { status: 502, headers: { 'Retry-After': 'Mon, 23 Nov 2026 10:00:00 GMT' } }));

  expect(problem).toMatchObject({ status: 502, slug: 'http-502', title: 'The service answered 502', errors: [], retryAfter: null });
});
