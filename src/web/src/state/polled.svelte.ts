/** A number that goes up every so many milliseconds while the page is visible, for what no event tells of. To be called while a component is being made. */
export function every(milliseconds: number): () => number {
  let count = $state(0);
  $effect(() => {
    const tick = (): void => {
      if (document.visibilityState === 'visible') {
        count += 1;
      }
    };
    const timer = setInterval(tick, milliseconds);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  });
  return () => count;
}
