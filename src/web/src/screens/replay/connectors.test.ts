import { expect, test } from 'vitest';
import { connectorsMax, connectorsOf, drawnAt, isInForce, nearestMax, placedOf } from './connectors';
import { answer, someChange, someFact } from './example';
import { stepsOf } from './steps';

const facts = [someFact({ id: 'a', position: 1 }), someFact({ id: 'b', position: 2 }), someFact({ id: 'c', position: 3, revises: { act: 'corrects', fact: 'b' } })];

test('a correction is connected with what it corrects, once both are known', () => {
  expect(connectorsOf(facts, [], [])).toEqual([{ from: 'c', to: 'b', kind: 'revises', words: 'corrects', since: 3, until: Infinity }]);
});

test('a connector to what is not in view is left out', () => {
  expect(connectorsOf(facts.slice(2), [], [])).toEqual([]);
});

test('accounts compete until the question is answered otherwise', () => {
  const steps = stepsOf([
    someChange({ position: 2, change: 'contested', to: answer('contested', undefined, '', [['a', '6'], ['b', '4']]) }),
    someChange({ position: 3, change: 'settled', to: answer('displayed', '6', 'a') }),
  ]);
  const [conflict] = connectorsOf(facts.slice(0, 2), steps, []);

  expect(conflict).toEqual({ from: 'b', to: 'a', kind: 'conflicts', words: 'contradicts', since: 2, until: 3 });
  expect([1, 2, 3].map((knownAt) => conflict !== undefined && isInForce(conflict, knownAt))).toEqual([false, true, false]);
});

test('what says the same as what was displayed is connected with it', () => {
  const steps = stepsOf([someChange({ position: 2, change: 'support', cause: { fact: 'b' }, from: answer('displayed', '2', 'a'), to: answer('displayed', '2', 'b') })]);

  expect(connectorsOf(facts.slice(0, 2), steps, [])).toEqual([{ from: 'b', to: 'a', kind: 'confirms', words: 'says the same as', since: 2, until: Infinity }]);
});

test('what is so now stays in force for now', () => {
  expect(isInForce({ from: 'b', to: 'a', kind: 'conflicts', words: '', since: 2, until: Infinity }, Infinity)).toBe(true);
});

test('a relation that the desk asserted is connected from when it was asserted', () => {
  const account = (of: string, position: number): ReturnType<typeof someFact>['account'] => someFact({ id: of, position }).account;
  const [one] = connectorsOf(facts.slice(0, 2), [], [{ decision: 'd', relation: 'agrees', fact: account('a', 1), to: account('b', 2), factIncidents: [], toIncidents: [], actor: 'desk', recordedAt: '2026-01-01T00:00:00Z', position: 40 }]);

  expect(one).toMatchObject({ kind: 'confirms', since: 40 });
});

const many = Array.from({ length: 60 }, (_, row) => ({ from: `${row}`, to: `${row + 1}`, kind: 'confirms' as const, words: '', since: 0, until: Infinity }));
const rowOf = new Map(Array.from({ length: 61 }, (_, row) => [`${row}`, row] as const));

test('of more connectors than can be told apart, those nearest the crosshair are drawn, and those of the fact pointed at', () => {
  const { drawn, inForce } = drawnAt(placedOf(many, rowOf), Infinity, 30, '0', () => true);

  expect(inForce).toBe(60);
  expect(drawn).toHaveLength(nearestMax + 1);
  expect(drawn.at(-1)?.from).toBe(0);
  expect(drawn.slice(0, nearestMax).map((one) => one.from).sort((one, other) => one - other)).toEqual(Array.from({ length: 24 }, (_, at) => 18 + at));
});

test('up to so many all are drawn, and only between facts that are seen', () => {
  expect(drawnAt(placedOf(many.slice(0, connectorsMax), rowOf), Infinity, 30, null, () => true).drawn).toHaveLength(connectorsMax);
  expect(drawnAt(placedOf(many, rowOf), Infinity, 30, null, (row) => row <= 10)).toMatchObject({ inForce: 10, drawn: { length: 10 } });
});
