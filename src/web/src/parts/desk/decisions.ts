/** The decisions of the desk as the service takes them (`GET /desk-decisions`), each with the reason that a person gave. */

/** Characters of a reason. */
export const reasonMax = 2_000;

/** In whose stream a decision is recorded. */
export interface Subject {
  readonly kind: 'incidents' | 'sources' | 'documents';
  readonly id: string;
}

export interface DecisionBody {
  readonly type: string;
  readonly [member: string]: string;
}

/** How one fact stands to another, in the words of the service, for what a person can answer about two accounts. */
export type Sameness = 'agrees' | 'repeats' | 'shared-origin';

/** What a person answers about the accounts of one question. */
export interface Answer {
  readonly kind: 'same' | 'distinct' | 'refines' | 'prefer' | 'leave-open';
  /** The account that the answer begins with, or that is preferred. */
  readonly fact: string;
  /** The other one; not used for a preference. */
  readonly to: string;
  /** In which way they are the same. */
  readonly sameness: Sameness;
  /** The question. */
  readonly aspect: string;
}

/** An answer as a decision; null where two different accounts are needed and not chosen. */
export function decisionOf(answer: Answer, reason: string): DecisionBody | null {
  if (answer.kind === 'prefer') {
    return answer.fact === '' ? null : { type: 'AccountPreferred', aspect: answer.aspect, fact: answer.fact, reason };
  }
  if (answer.fact === '' || answer.to === '' || answer.fact === answer.to) {
    return null;
  }
  const relation = answer.kind === 'same' ? answer.sameness : answer.kind === 'distinct' ? 'possibly-distinct-incident' : answer.kind === 'refines' ? 'refines' : 'tension';
  return { type: 'RelationAsserted', fact: answer.fact, relation, to: answer.to, note: reason };
}

/** What can be decided about an incident, or about a fact in it. */
export type IncidentAction = 'part-of' | 'relate' | 'merge' | 'move' | 'link' | 'close' | 'reopen';

/** What an action is about beside its incident. */
export interface ActionFields {
  /** The other incident. */
  to: string;
  /** How they stand to each other, for `relate`. */
  relation: string;
}

/** An action as a decision; null where the other incident is not named. */
export function actionOf(action: IncidentAction, fields: Readonly<ActionFields>, fact: string | null, reason: string): DecisionBody | null {
  const to = fields.to.trim();
  if (action === 'close' || action === 'reopen') {
    return { type: action === 'close' ? 'IncidentClosed' : 'IncidentReopened', reason };
  }
  if (to === '') {
    return null;
  }
  switch (action) {
    case 'part-of': return { type: 'IncidentRelated', relation: 'part-of', to, reason };
    case 'relate': return { type: 'IncidentRelated', relation: fields.relation, to, reason };
    case 'merge': return { type: 'IncidentsMerged', into: to, reason };
    case 'move': return fact === null ? null : { type: 'FactMoved', fact, to, reason };
    case 'link': return fact === null ? null : { type: 'FactLinked', fact, to, reason };
  }
}

export function rated(reliability: string, reason: string): DecisionBody | null {
  return reliability === '' ? null : { type: 'SourceRated', reliability, reason };
}

export function undone(decision: string, reason: string): DecisionBody {
  return { type: 'DecisionUndone', decision, reason };
}

/** The kinds of decision that this page knows: an event of another type is told as a fact. */
const kinds: ReadonlySet<string> = new Set([
  'AccountPreferred', 'CodingCorrected', 'CredibilityRated', 'DecisionUndone', 'DocumentCaptured', 'DocumentPublicationTimeAsserted', 'DocumentVersionCaptured', 'EventTimeResolved', 'FactLinked',
  'FactMoved', 'FactReviewed', 'FactStruck', 'IncidentClosed', 'IncidentOpened', 'IncidentRelated', 'IncidentReopened', 'IncidentsMerged', 'RelationAsserted', 'SourceRated', 'SourceRegistered',
]);

/** Whether an event of that type is a decision of the desk, and no fact. */
export function isDecision(type: string): boolean {
  return kinds.has(type);
}

/** What founds an incident, a document or a source is not undone. */
export function isUndoable(type: string): boolean {
  return !['IncidentOpened', 'SourceRegistered', 'DocumentCaptured', 'DocumentVersionCaptured'].includes(type);
}

/** Reads the subject of an event, such as `incident-kaluga-0514`; null where decisions are not about such a thing. */
export function subjectOf(stream: string): Subject | null {
  const [, kind, id] = /^(incident|document|source)-(.+)$/s.exec(stream) ?? [];
  return kind === undefined || id === undefined ? null : { kind: `${kind as 'incident' | 'document' | 'source'}s`, id };
}

/** What is wrong with a reason, before the service is asked; null where nothing is. */
export function faultOfReason(reason: string): string | null {
  return reason.trim() === '' ? 'Say why, in words that a colleague understands.'
    : reason.length > reasonMax ? `At most ${reasonMax.toLocaleString('en')} characters; these are ${reason.length.toLocaleString('en')}.`
    : null;
}

/** A random UUID. Made by hand, as browsers have `randomUUID` on secure origins only. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40; // Version 4 …
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80; // … of RFC 9562.
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
