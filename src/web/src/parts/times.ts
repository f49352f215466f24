/** How instants are written on the page: always in UTC, and always saying so. */

const dayTime = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const timeOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** `14 May 2024, 09:30 UTC`; seconds are shown where they are not zero. What is no instant, as an address may hold, is shown as it stands. */
export function tellInstant(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) {
    return instant;
  }
  return `${dayTime.format(date)}${tellSeconds(date)} UTC`;
}

/** From one instant to another, without saying the day twice; an end that is missing is open. */
export function tellBounds(earliest: string | undefined, latest: string | undefined): string {
  if (earliest === undefined || latest === undefined) {
    return earliest !== undefined ? `${tellInstant(earliest)} or later` : latest !== undefined ? `${tellInstant(latest)} or earlier` : 'undated';
  }
  if (earliest === latest) {
    return tellInstant(earliest);
  }
  const [from, to] = [new Date(earliest), new Date(latest)];
  if (isDayStart(from) && isDayEnd(to)) {
    return dayOnly.format(from) === dayOnly.format(to) ? `${dayOnly.format(from)} UTC` : `${dayOnly.format(from)} – ${dayOnly.format(to)} UTC`;
  }
  return dayOnly.format(from) === dayOnly.format(to)
    ? `${dayOnly.format(from)}, ${timeOnly.format(from)} – ${timeOnly.format(to)} UTC`
    : `${dayTime.format(from)} – ${dayTime.format(to)} UTC`;
}

/** Since when something is so, in milliseconds: without the day where that is the day of another moment told beside it. */
export function tellSince(since: number, beside: number): string {
  const [from, other] = [new Date(since), new Date(beside)];
  return dayOnly.format(from) === dayOnly.format(other) ? `${timeOnly.format(from)}${tellSeconds(from)} UTC` : tellInstant(from.toISOString());
}

/** What a `datetime-local` field holds, read as UTC; null where it holds no instant. */
export function readField(field: string): string | null {
  const date = new Date(`${field}Z`);
  return field === '' || Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

/** What a `datetime-local` field shows for an instant. */
export function writeField(instant: string | undefined): string {
  const date = new Date(instant ?? '');
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 19);
}

function tellSeconds(date: Date): string {
  return date.getUTCSeconds() === 0 ? '' : `:${String(date.getUTCSeconds()).padStart(2, '0')}`;
}

function isDayStart(date: Date): boolean {
  return date.getTime() % 86_400_000 === 0;
}

function isDayEnd(date: Date): boolean {
  return (date.getTime() + 1_000) % 86_400_000 < 1_000 + 1;
}
