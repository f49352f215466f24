import type { AccountView, AssertedConflict, ComputedConflict } from '../../api/schema';
import { matcher } from '../../parts/lists/matching';

/** Conflicts whose question, incident, place or accounts have the words that somebody typed. */
export function matchingComputed(conflicts: readonly ComputedConflict[], titles: ReadonlyMap<string, string>, words: string): readonly ComputedConflict[] {
  const has = matcher(words);
  return conflicts.filter(({ incident, question }) => has([
    question.label, question.aspect, question.place, incident, titles.get(incident),
    ...[question.displayed, ...question.competing.map((one) => one.account)].flatMap(textsOf),
  ]));
}

/** Asserted relations whose relation, reason, incidents or facts have the words. */
export function matchingAsserted(asserted: readonly AssertedConflict[], titles: ReadonlyMap<string, string>, words: string): readonly AssertedConflict[] {
  const has = matcher(words);
  return asserted.filter((one) => has([
    one.relation.replaceAll('-', ' '), one.note, one.actor,
    ...[...one.factIncidents, ...one.toIncidents].flatMap((incident) => [incident, titles.get(incident)]),
    ...textsOf(one.fact), ...textsOf(one.to),
  ]));
}

function textsOf(account: AccountView | null | undefined): readonly (string | null | undefined)[] {
  return account === null || account === undefined ? [] : [account.text, account.tell, account.voice.name, account.publisher.name];
}
