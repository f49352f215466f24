import type { ReportingStep } from '../../api/schema';
import { othersChanges, ownChanges, word } from '../../parts/words';

/** What stands beside a step's number on the chart where there is no room for words: each kind of change by a sign of its own. */
const own: Readonly<Record<string, string>> = {
  repeat: '=',
  refinement: '≈',
  'revision-up': '↑',
  'revision-down': '↓',
  changed: '≠',
  'status-up': '+',
  'status-down': '−',
  correction: '!',
  withdrawal: '×',
  reinstatement: '↺',
  development: '→',
  'differs-order-unknown': '?',
};

/** How it stands to the others, where it is the first of its voice. */
const others: Readonly<Record<string, string>> = {
  relay: '»',
  corroboration: '✓',
  competing: '≠',
  refinement: '≈',
  denial: '¬',
  'status-up': '+',
  'status-down': '−',
  'differs-order-unknown': '?',
};

/** The sign of a step, and what it means; null for what was said first and stands by itself. */
export function signOf(step: Pick<ReportingStep, 'own' | 'others'>): { readonly sign: string; readonly meaning: string } | null {
  const ownSign = own[step.own];
  if (ownSign !== undefined) {
    return { sign: ownSign, meaning: word(ownChanges, step.own) };
  }
  const othersSign = others[step.others];
  return othersSign === undefined ? null : { sign: othersSign, meaning: `${word(othersChanges, step.others)} (another voice)` };
}
