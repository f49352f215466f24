/** The words of the page for the codes of the service. A code that is not here is shown as it is: a newer service may use further ones. */

/** How surely a source says it, by its own words. */
export const statuses: Readonly<Record<string, string>> = {
  confirmed: 'confirmed',
  stated: 'stated',
  asserted: 'asserted',
  preliminary: 'preliminary',
  unconfirmed: 'unconfirmed',
  speculation: 'speculation',
};

/** What a firm source says, what may still change, and what is weak: the three classes of the display policy. */
export function firmnessOf(status: string): 'firm' | 'preliminary' | 'weak' {
  return status === 'preliminary' ? 'preliminary' : status === 'unconfirmed' || status === 'speculation' ? 'weak' : 'firm';
}

/** By which rule of the display policy the displayed account was chosen. */
export const rules: Readonly<Record<string, string>> = {
  'only-account': 'It is the only account.',
  'value-stated': 'The others only say that none was reported.',
  'preferred-by-desk': 'The desk prefers it.',
  'status-class': 'Its source says it more surely than the others say theirs.',
  dated: 'It is dated, and the others are not.',
  'later-event-time': 'It is about a later time.',
  status: 'Its status ranks higher.',
  reliability: 'Its source is graded more reliable.',
  credibility: 'It is graded more credible.',
  'later-report': 'It was published later.',
  'more-precise': 'All can be true, and it is the most precise.',
  'equal-rank': 'All can be true, and none ranks higher.',
  contested: 'The best accounts contradict each other, so none is displayed.',
};

/** What to mind about an account. */
export const marks: Readonly<Record<string, string>> = {
  undated: 'undated',
  possible: 'possible by then',
  'report-time-unknown': 'publication time unknown',
  'ambiguous-speaker': 'speaker ambiguous',
  unreviewed: 'unreviewed',
  queried: 'queried by a reviewer',
  recoded: 'recoded by the desk',
  'time-settled': 'time settled by the desk',
};

export const changes: Readonly<Record<string, string>> = {
  withdrawn: 'withdrawn by its source',
  struck: 'struck by the desk',
  'no-longer-stated': 'no longer stated',
  contested: 'now contested',
  settled: 'no longer contested',
  changed: 'changed',
  appeared: 'new',
  support: 'more or other support',
  competing: 'other competing accounts',
  silence: 'information gaps or denials',
};

/** What became of a reported claim. */
export const standings: Readonly<Record<string, string>> = {
  stands: 'stands',
  superseded: 'superseded by its own voice',
  withdrawn: 'withdrawn by its source',
  struck: 'struck by the desk',
  'not-yet-published': 'not published by then',
  'report-time-unknown': 'publication time unknown',
};

/** What changed against what the same voice had said. */
export const ownChanges: Readonly<Record<string, string>> = {
  first: 'first said',
  repeat: 'said again',
  refinement: 'refined',
  'revision-up': 'revised upwards',
  'revision-down': 'revised downwards',
  changed: 'changed',
  'status-up': 'said more surely',
  'status-down': 'said less surely',
  correction: 'corrected',
  withdrawal: 'withdrawn',
  reinstatement: 'said again after its withdrawal',
  development: 'development: another event time',
  'differs-order-unknown': 'differs; publication order unknown',
};

/** How a statement stood to what was in force before it. */
export const othersChanges: Readonly<Record<string, string>> = {
  relay: 'relays',
  corroboration: 'corroborates',
  competing: 'competes',
  refinement: 'refines',
  denial: 'denies',
  'status-up': 'says it more surely',
  'status-down': 'says it less surely',
  'differs-order-unknown': 'differs; publication order unknown',
};

/** What a quotation shows of its fact. */
export const roles: Readonly<Record<string, string>> = {
  value: 'value',
  speaker: 'speaker',
  status: 'certainty',
  time: 'time',
  place: 'place',
};

/** How finely a place was stated. */
export const precisions: Readonly<Record<string, string>> = {
  country: 'a whole country',
  admin1: 'a whole region',
  admin2: 'a district',
  locality: 'a town or site',
  point: 'a point',
  'part-of-region': 'a part of a region',
  'region-and-surroundings': 'a region and around it',
  informal: 'an informal area',
  'informal-set': 'several areas, informally',
  'unspecified-local': 'somewhere local, not said where',
  unknown: 'not stated',
};

/** In which way a time was stated. */
export const timeKinds: Readonly<Record<string, string>> = {
  exact: 'stated exactly',
  relative: 'relative to publication',
  window: 'a stated window',
  'order-only': 'only its order is stated',
  'as-of-publication': 'as of publication',
  unstated: 'not stated',
};

/** The word for a code, or the code with spaces for its hyphens. */
export function word(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll('-', ' ');
}

/** What tells two questions of one name apart, such as the airport in `airport-status:svo`; null where there is but one. */
export function qualifierOf(aspect: string): string | null {
  const [, qualifier] = aspect.split(':', 2);
  return qualifier === undefined ? null : qualifier === 'unspecified' ? 'not named' : qualifier.toUpperCase();
}

/** How many of some claims only their coder has looked at; empty where there is none. Which ones, each fact says itself. */
export function tellUnreviewed(accounts: readonly { readonly marks: readonly string[] }[]): string {
  const unreviewed = accounts.filter((one) => one.marks.includes('unreviewed')).length;
  return unreviewed === 0 ? '' : unreviewed < accounts.length ? `${unreviewed.toLocaleString('en')} of ${accounts.length.toLocaleString('en')} claims unreviewed` : accounts.length === 1 ? 'unreviewed' : 'all claims unreviewed';
}
