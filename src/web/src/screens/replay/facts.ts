import type { AccountView, FactView } from '../../api/schema';

/** A fact as the chart needs it. Of the answer of the service only this is kept: there may be thousands. */
export interface ChartFact {
  readonly id: string;
  readonly account: AccountView;
  readonly position: number;
  /** When the log recorded it, in milliseconds. */
  readonly recordedAt: number;
  /** When it was published, in milliseconds; null where nobody knows. */
  readonly reportedAt: number | null;
  /** The bounds of when it happened, in milliseconds; null where that side is open. Without both it is undated. */
  readonly earliest: number | null;
  readonly latest: number | null;
  /** Whether its report time is its document's, and whether its event time is told from that. */
  readonly isDatedByDocument: boolean;
  readonly hangsOnPublication: boolean;
  /** What has become of it by now. */
  readonly standing: FactView['standing'];
  readonly withdrawnBy: string | null;
  /** What its source does with an earlier fact by it. */
  readonly revises: Revision | null;
  /** The document and where in it its words begin, by which undated facts are ordered. */
  readonly document: string | null;
  readonly start: number;
  /** Within which later statements take its place, where no revision names it: see {@link registerOf}. */
  readonly register: string | null;
}

export interface Revision {
  readonly act: 'corrects' | 'retracts' | 'reinstates';
  readonly fact: string;
}

export function isDated(fact: ChartFact): boolean {
  return fact.earliest !== null || fact.latest !== null;
}

export function chartFact(view: FactView): ChartFact {
  const account = view.account;
  const time = account.eventTime;
  return {
    id: account.fact,
    account,
    position: account.position,
    recordedAt: Date.parse(view.recordedAt),
    reportedAt: published(account.reportTime),
    earliest: milliseconds(account.bounds?.earliest),
    latest: milliseconds(account.bounds?.latest),
    isDatedByDocument: view.fact.reportedAt === undefined,
    hangsOnPublication: (time.kind === 'relative' || time.kind === 'window' || time.kind === 'as-of-publication') && !time.edtf && time.earliest === undefined && time.latest === undefined,
    standing: view.standing,
    withdrawnBy: view.withdrawnBy ?? null,
    revises: revisionOf(view.fact.claim),
    document: view.fact.document ?? null,
    start: Math.min(...(view.fact.quotations ?? []).map((one) => one.start), Number.MAX_SAFE_INTEGER),
    register: registerOf(view),
  };
}

/**
 * In which register a later statement of the same voice takes the place of this one (rule 3 of the semantics), but for the aspect, which the
 * answer does not name. Null where only an express revision can.
 */
function registerOf(view: FactView): string | null {
  const { account, fact } = view;
  if (fact.feedKey !== undefined && fact.feedKey !== null) {
    return JSON.stringify([account.voice.key, fact.feedKey]);
  }
  return account.eventTime.kind === 'exact' || account.eventTime.kind === 'window'
    ? JSON.stringify([account.voice.key, view.incidents, account.eventTime, fact.places.map((place) => [place.region, place.name])])
    : null;
}

const acts = ['corrects', 'retracts', 'reinstates'] as const;

function revisionOf(claim: Readonly<Record<string, unknown>>): Revision | null {
  for (const act of acts) {
    const fact = claim[act];
    if (typeof fact === 'string') {
      return { act, fact };
    }
  }
  return null;
}

function milliseconds(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant);
}

/** In milliseconds, rounded up: a stop at a time that is cut short would lie before what was published then. */
function published(instant: string | undefined): number | null {
  return instant === undefined ? null : Date.parse(instant) + (/\.\d{3}0*[1-9]/.test(instant) ? 1 : 0);
}
