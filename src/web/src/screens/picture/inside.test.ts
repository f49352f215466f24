import { expect, test } from 'vitest';
import type { AccountView, IncidentPicture, Picture, QuestionView } from '../../api/schema';
import { accountsOf, codeMeant, titlesOf } from './inside';

const account = (fact: string): AccountView => ({ fact }) as unknown as AccountView;
const question = (label: string, of: Partial<QuestionView>): QuestionView => ({ label, agreeing: [], competing: [], possible: [], ...of }) as unknown as QuestionView;
const incident = (id: string, questions: readonly QuestionView[], parts: readonly IncidentPicture[] = []): IncidentPicture => ({ incident: id, title: `The ${id}`, questions, parts }) as unknown as IncidentPicture;
const picture = {
  incidents: [incident('night', [
    question('Drones', { displayed: account('a'), agreeing: [account('b')], competing: [{ account: account('c') } as unknown as QuestionView['competing'][number]], possible: [account('d')] }),
    question('Killed', {}),
  ], [incident('part', [question('Drones', { displayed: account('e') })])])],
  unplaced: [incident('vague', [question('Drones', { displayed: account('f') })])],
} as unknown as Picture;

test('Every claim that answers is counted: competing ones, those of parts, and those too vague to place', () => {
  expect(accountsOf(picture).map((one) => one.account.fact)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('An incident has its name wherever it stands', () => {
  expect([...titlesOf(picture)]).toEqual([['night', 'The night'], ['part', 'The part'], ['vague', 'The vague']]);
});

test.each([
  ['ru-klu', 'RU-KLU'],
  ['RU_KLU', 'RU-KLU'],
  ['ruklu', 'RU-KLU'],
  ['ru', 'RU'],
  ['RU-KLU', null],
  ['XX-99', null],
  ['kaluga', null],
])('Who types %s may mean %s', (typed, meant) => {
  expect(codeMeant(typed)).toBe(meant);
});
