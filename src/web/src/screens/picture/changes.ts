import type { AccountInShort, Answered, CausedChange, ChangeCause, QuestionChange } from '../../api/schema';
import { count, tellValue } from '../../parts/values';

/** What an answer was, or is, in words: as short as a line of the list of changes. */
export function tellAnswer(answer: Answered): string {
  switch (answer.state) {
    case 'contested':
      return `contested: ${answer.competing.map(told).join(' or ')}`;
    case 'not-stated':
      return 'not stated';
    case 'none-reported':
      return 'none reported';
    default:
      return answer.displayed ? told(answer.displayed) : answer.state.replaceAll('-', ' ');
  }
}

/** What differs beside the value, so that no line shows the same twice and leaves the reader to guess. */
export function differences(change: QuestionChange): readonly string[] {
  const { from, to } = change;
  const isSame = tellAnswer(from) === tellAnswer(to);
  const found: string[] = [];
  if (from.state !== 'contested' && to.state !== 'contested') {
    const [before, now] = [claims(from.displayed), claims(to.displayed)];
    if (isSame && now.length > 0 && !isEqual(before, now)) {
      found.push(before.length === now.length ? `by ${now.length === 1 ? 'another claim' : 'other claims'} than before` : `by ${count(now.length, 'claim')}, before by ${before.length.toLocaleString('en')}`);
    }
    const [others, othersNow] = [from.competing.map(told), to.competing.map(told)];
    if (!isEqual(others, othersNow)) {
      found.push(othersNow.length === 0 ? `nothing competes any more, before ${others.join(', ')}` : `competing ${othersNow.join(', ')}${others.length === 0 ? '' : `, before ${others.join(', ')}`}`);
    } else if (isSame && !isEqual(from.competing.flatMap(claims), to.competing.flatMap(claims))) {
      found.push('by other claims the same competing accounts');
    }
  } else if (isSame) {
    found.push('by other claims');
  }
  found.push(...differenceOf(from.gaps, to.gaps, 'information gap'), ...differenceOf(from.denials, to.denials, 'denial'));
  return found.length === 0 && isSame ? ['in other words, or of another standing'] : found;
}

/** Changes by which somebody took something back come first: they are what a reader may have passed on. */
export function withdrawalsFirst(changes: readonly CausedChange[]): readonly CausedChange[] {
  return [...changes].sort((one, other) => rank(one) - rank(other));
}

export function isWithdrawal(change: CausedChange): boolean {
  return rank(change) === 0;
}

/** The causes of a change, those first that can be seen in it: what was taken back, then the facts that are displayed now, then the rest in log order. */
export function causesOf(change: CausedChange): readonly ChangeCause[] {
  const { to } = change.question;
  const displayed = [...claims(to.displayed), ...to.gaps, ...to.denials];
  const weight = (cause: ChangeCause): number => (takesBack(cause) ? 0 : cause.fact !== undefined && cause.fact !== null && displayed.includes(cause.fact) ? 1 + displayed.indexOf(cause.fact) / displayed.length : 3);
  return [...change.causes].sort((one, other) => weight(one) - weight(other) || one.position - other.position);
}

function rank(change: CausedChange): number {
  const { change: kind } = change.question;
  return kind === 'withdrawn' || kind === 'struck' || kind === 'no-longer-stated' ? 0 : change.causes.some(takesBack) ? 1 : 2;
}

function takesBack(cause: ChangeCause): boolean {
  return cause.type === 'StatementRetracted' || cause.type === 'FactStruck';
}

function told(account: AccountInShort): string {
  return tellValue(account.text, account.value) || '…';
}

function claims(account: AccountInShort | null | undefined): readonly string[] {
  return account === null || account === undefined ? [] : [account.fact, ...account.agreeing];
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && [...one].sort().join('\n') === [...other].sort().join('\n');
}

function differenceOf(before: readonly string[], now: readonly string[], of: string): readonly string[] {
  return isEqual(before, now) ? [] : [now.length === before.length ? `${now.length === 1 ? 'another' : 'other'} ${of}${now.length === 1 ? '' : 's'}` : `${count(now.length, of)}, before ${before.length === 0 ? 'none' : before.length.toLocaleString('en')}`];
}
