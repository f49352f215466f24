const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** How a tick of a time axis is written: its time with the day beneath where that is another than at the tick before; a tick at midnight as its day alone. */
export function tellTick(tick: Date, before: Date | null): { readonly main: string; readonly more: string | null } {
  if (tick.getTime() % 86_400_000 === 0 && (before === null || before.getTime() % 86_400_000 === 0)) {
    return { main: day.format(tick), more: null };
  }
  return { main: time.format(tick), more: before === null || day.format(before) !== day.format(tick) ? day.format(tick) : null };
}
