import type { AssertedConflict } from '../../api/schema';
import type { ChartFact } from './facts';
import { questionKey, type Step } from './steps';

/** How a connector is drawn: what takes an account back or corrects it, what contradicts it, what says the same, and any other relation. */
export type ConnectorKind = 'revises' | 'conflicts' | 'confirms' | 'other';

/** How one fact stands to another. */
export interface Connector {
  readonly from: string;
  readonly to: string;
  readonly kind: ConnectorKind;
  /** In words, to stand between the two: "corrects". */
  readonly words: string;
  /** From which position on, and up to which, exclusive. */
  readonly since: number;
  readonly until: number;
}

/** Whether a connector is so as known at a position; Infinity for now. */
export function isInForce(connector: Connector, knownAt: number): boolean {
  return connector.since <= knownAt && (connector.until > knownAt || connector.until === Infinity);
}

/** How many connectors are drawn at once, and how many where there are more: those nearest the crosshair. More would hide what they connect. */
export const connectorsMax = 40;
export const nearestMax = 24;

/** A connector and the rows of its two facts. */
export interface Placed {
  readonly connector: Connector;
  readonly from: number;
  readonly to: number;
}

/** What is drawn of the connectors in force, and how many those are. */
export interface Drawn {
  readonly drawn: readonly Placed[];
  readonly inForce: number;
}

export function placedOf(connectors: readonly Connector[], rowOf: ReadonlyMap<string, number>): readonly Placed[] {
  return connectors.flatMap((connector) => {
    const [from, to] = [rowOf.get(connector.from), rowOf.get(connector.to)];
    return from === undefined || to === undefined ? [] : [{ connector, from, to }];
  });
}

/** The connectors in force between facts that are seen: all of them, or those nearest a row and those of the fact that is marked. */
export function drawnAt(placed: readonly Placed[], knownAt: number, row: number, marked: string | null, isSeen: (row: number) => boolean): Drawn {
  const inForce = placed.filter((one) => isInForce(one.connector, knownAt) && isSeen(one.from) && isSeen(one.to));
  if (inForce.length <= connectorsMax) {
    return { drawn: inForce, inForce: inForce.length };
  }
  const nearest: { readonly one: Placed; readonly distance: number }[] = []; // Ascending; sorting thousands in each frame would take longer than drawing them.
  const own: Placed[] = [];
  for (const one of inForce) {
    const distance = Math.min(Math.abs(one.from - row), Math.abs(one.to - row));
    if (marked !== null && (one.connector.from === marked || one.connector.to === marked)) {
      own.push(one);
    } else if (nearest.length < nearestMax || distance < (nearest.at(-1)?.distance ?? 0)) {
      const at = nearest.findLastIndex((other) => other.distance <= distance) + 1;
      nearest.splice(at, 0, { one, distance });
      nearest.length = Math.min(nearest.length, nearestMax);
    }
  }
  return { drawn: [...nearest.map(({ one }) => one), ...own.slice(0, connectorsMax)], inForce: inForce.length };
}

/** Asserted relations by how they are drawn; the others are `other`. */
const asserted: Readonly<Record<string, ConnectorKind>> = {
  conflicts: 'conflicts',
  tension: 'conflicts',
  'alternative-to': 'conflicts',
  'possibly-distinct-incident': 'conflicts',
  agrees: 'confirms',
  repeats: 'confirms',
  supports: 'confirms',
  'shared-origin': 'confirms',
  'upgrades-status': 'confirms',
  'status-upgraded-by': 'confirms',
};

/** The connectors between facts that are in view. */
export function connectorsOf(facts: readonly ChartFact[], steps: readonly Step[], relations: readonly AssertedConflict[]): readonly Connector[] {
  const positions = new Map(facts.map((fact) => [fact.id, fact.position]));
  return [...revisions(facts, positions), ...accounts(steps), ...relations.map((one) => relation(one, positions))]
    .filter((one) => one.from !== one.to && positions.has(one.from) && positions.has(one.to));
}

function revisions(facts: readonly ChartFact[], positions: ReadonlyMap<string, number>): readonly Connector[] {
  return facts.flatMap((fact) => (fact.revises === null
    ? []
    : [{ from: fact.id, to: fact.revises.fact, kind: 'revises', words: fact.revises.act, since: Math.max(fact.position, positions.get(fact.revises.fact) ?? 0), until: Infinity }]));
}

/** What competes while it does, and what came to say the same: as the changes of each question tell it, step by step. */
function accounts(steps: readonly Step[]): readonly Connector[] {
  const found: Connector[] = [];
  const competing = new Map<string, { readonly since: number; readonly pairs: readonly Pair[] }>();
  const close = (question: string, until: number): void => {
    const open = competing.get(question);
    if (open !== undefined) {
      found.push(...open.pairs.map((pair) => ({ ...pair, kind: 'conflicts' as const, since: open.since, until })));
      competing.delete(question);
    }
  };
  for (const step of steps) {
    for (const change of step.changes) {
      close(questionKey(change), step.position);
      const pairs = pairsOf(change.to);
      if (pairs.length > 0) {
        competing.set(questionKey(change), { since: step.position, pairs });
      }
      const before = change.from.displayed?.fact;
      const after = change.to.displayed;
      const cause = step.cause.fact;
      if (change.change === 'support' && cause && before !== undefined && after && (after.fact === cause || after.agreeing.includes(cause))) {
        found.push({ from: cause, to: before, kind: 'confirms', words: 'says the same as', since: step.position, until: Infinity });
      }
    }
  }
  [...competing.keys()].forEach((question) => close(question, Infinity));
  return found;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

function pairsOf(answer: Step['changes'][number]['to']): readonly Pair[] {
  const [first, ...others] = answer.displayed ? [answer.displayed, ...answer.competing] : answer.competing;
  const words = answer.state === 'contested' ? 'contradicts' : 'competes with';
  return first === undefined ? [] : others.map((one) => ({ from: one.fact, to: first.fact, words }));
}

function relation(one: AssertedConflict, positions: ReadonlyMap<string, number>): Connector {
  return {
    from: one.fact.fact,
    to: one.to.fact,
    kind: asserted[one.relation] ?? 'other',
    words: one.relation.replaceAll('-', ' '),
    since: Math.max(one.position, positions.get(one.fact.fact) ?? 0, positions.get(one.to.fact) ?? 0),
    until: Infinity,
  };
}
