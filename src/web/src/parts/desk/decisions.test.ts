import { describe, expect, it } from 'vitest';
import { actionOf, decisionOf, faultOfReason, isUndoable, newId, rated, subjectOf, undone, type Answer } from './decisions';

const four = 'b45aa52b-6026-5bdd-8a32-0580411599b9';
const six = 'c9910381-1ead-5d77-a293-f343f44414bf';
const answer: Answer = { kind: 'same', fact: four, to: six, sameness: 'agrees', aspect: 'buildings-damaged' };

describe('an answer about two accounts', () => {
  it('that they are the same is a relation with the note that a person gave', () => {
    expect(decisionOf(answer, 'Both count blocks.')).toEqual({ type: 'RelationAsserted', fact: four, relation: 'agrees', to: six, note: 'Both count blocks.' });
  });

  it('says in which way they are the same', () => {
    expect(decisionOf({ ...answer, sameness: 'shared-origin' }, 'One briefing.')?.['relation']).toBe('shared-origin');
  });

  it.each([['distinct', 'possibly-distinct-incident'], ['refines', 'refines'], ['leave-open', 'tension']] as const)('%s is recorded as %s', (kind, relation) => {
    expect(decisionOf({ ...answer, kind }, 'Why.')?.['relation']).toBe(relation);
  });

  it('that prefers one needs no other', () => {
    expect(decisionOf({ ...answer, kind: 'prefer', to: '' }, 'Counted on site.')).toEqual({ type: 'AccountPreferred', aspect: 'buildings-damaged', fact: four, reason: 'Counted on site.' });
  });

  it('is none where an account is set beside itself', () => {
    expect(decisionOf({ ...answer, to: four }, 'Why.')).toBeNull();
  });
});

describe('what is decided about an incident', () => {
  it('is closed and reopened with a reason alone', () => {
    expect(actionOf('close', { to: '', relation: '' }, null, 'Over.')).toEqual({ type: 'IncidentClosed', reason: 'Over.' });
    expect(actionOf('reopen', { to: '', relation: '' }, null, 'News.')).toEqual({ type: 'IncidentReopened', reason: 'News.' });
  });

  it('names the other incident as each kind calls it', () => {
    expect(actionOf('merge', { to: ' kaluga-pair ', relation: '' }, null, 'One.')).toEqual({ type: 'IncidentsMerged', into: 'kaluga-pair', reason: 'One.' });
    expect(actionOf('part-of', { to: 'kaluga-pair', relation: '' }, null, 'One of two.')).toEqual({ type: 'IncidentRelated', relation: 'part-of', to: 'kaluga-pair', reason: 'One of two.' });
    expect(actionOf('relate', { to: 'kaluga-pair', relation: 'before' }, null, 'Earlier.')).toEqual({ type: 'IncidentRelated', relation: 'before', to: 'kaluga-pair', reason: 'Earlier.' });
  });

  it('moves and links a fact', () => {
    expect(actionOf('move', { to: 'kaluga-pair', relation: '' }, four, 'The pair.')).toEqual({ type: 'FactMoved', fact: four, to: 'kaluga-pair', reason: 'The pair.' });
    expect(actionOf('link', { to: 'kaluga-pair', relation: '' }, four, 'Both.')).toEqual({ type: 'FactLinked', fact: four, to: 'kaluga-pair', reason: 'Both.' });
  });

  it('is nothing while the other incident or the fact is not named', () => {
    expect(actionOf('merge', { to: ' ', relation: '' }, null, 'One.')).toBeNull();
    expect(actionOf('move', { to: 'kaluga-pair', relation: '' }, null, 'The pair.')).toBeNull();
  });
});

it('a grade is nothing before it is chosen', () => {
  expect(rated('', 'Why.')).toBeNull();
  expect(rated('b', 'Why.')).toEqual({ type: 'SourceRated', reliability: 'b', reason: 'Why.' });
});

it('an undoing names the decision, and can itself be undone', () => {
  expect(undone(four, 'Two nights.')).toEqual({ type: 'DecisionUndone', decision: four, reason: 'Two nights.' });
  expect(isUndoable('DecisionUndone')).toBe(true);
  expect(isUndoable('IncidentOpened')).toBe(false);
});

it('the stream of an event says what a decision is about', () => {
  expect(subjectOf('incident-kaluga-0514')).toEqual({ kind: 'incidents', id: 'kaluga-0514' });
  expect(subjectOf('source-oka-wire')).toEqual({ kind: 'sources', id: 'oka-wire' });
  expect(subjectOf('kaluga')).toBeNull();
});

it('a reason of white space is none, and 2,000 characters are enough', () => {
  expect(faultOfReason(' \n')).not.toBeNull();
  expect(faultOfReason('x'.repeat(2_000))).toBeNull();
  expect(faultOfReason('x'.repeat(2_001))).not.toBeNull();
});

it('an id is a random UUID', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
