/** Tests whether texts have, together, every word that somebody typed into a filter. No word is had by all. */
export function matcher(typed: string): (texts: Iterable<string | null | undefined>) => boolean {
  const wanted = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return (texts) => {
    if (wanted.length === 0) {
      return true;
    }
    const text = [...texts].filter((one) => one !== null && one !== undefined).join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
