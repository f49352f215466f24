import { expect, it } from 'vitest';
import { Problem } from '../../api/problem';
import { refusalOf } from './refusals';

it('a stale version says that something came between', () => {
  expect(refusalOf(new Problem(412, 'stale-version', 'Somebody was faster', 'The stream is at version 15.')).kind).toBe('stale');
});

it('a lost answer is of unknown outcome, and never told as a refusal', () => {
  for (const problem of [Problem.away(), new Problem(503, 'database-away', 'The database is away', ''), new Problem(500, 'failed', 'The service failed', '')]) {
    expect(refusalOf(problem).kind).toBe('unknown');
  }
});

it('a busy service recorded nothing, and says when to send it again', () => {
  const refusal = refusalOf(new Problem(429, 'busy', 'Too much waits', '', [], 2));

  expect(refusal.kind).toBe('busy');
  expect(refusal.detail).toContain('2 s');
});

it('what the rules refuse is told in their words, by member', () => {
  const refusal = refusalOf(new Problem(422, 'circular-merge', 'Refused', 'It leads back.', [{ pointer: '/decision/into', detail: 'It leads back.' }]));

  expect(refusal).toMatchObject({ kind: 'refused', detail: 'It leads back.' });
  expect(refusal.faults.get('into')).toBe('It leads back.');
});

it('a broken limit of the reason is told beside the reason alone', () => {
  const refusal = refusalOf(new Problem(400, 'invalid', 'The request breaks a limit', 'Mend the members that errors lists.', [{ pointer: '/decision/reason', detail: 'Too long.' }]));

  expect(refusal.detail).not.toContain('Too long.');
  expect(refusal.faults.get('reason')).toBe('Too long.');
});

it('a key that may not decide is told as such, and nothing as recorded', () => {
  const refusal = refusalOf(new Problem(403, 'forbidden', 'Not allowed', 'This takes the role analyst.'));

  expect(refusal.kind).toBe('key');
  expect(refusal.detail).toContain('Nothing was recorded.');
});

it('an id that was recorded with other words is an earlier attempt', () => {
  expect(refusalOf(new Problem(409, 'id-reused', 'The id was recorded before', '')).kind).toBe('earlier');
});
