/** Follows a value in steps of at least so many milliseconds, for what costs the service more than it is worth at every event. To be called while a component is being made. */
export function paced<T>(of: () => T, pause: number): () => T {
  let value = $state.raw(of());
  let since = Date.now();
  $effect(() => {
    const next = of();
    const timer = setTimeout(() => {
      since = Date.now();
      value = next;
    }, Math.max(0, pause - (Date.now() - since)));
    return () => clearTimeout(timer);
  });
  return () => value;
}
