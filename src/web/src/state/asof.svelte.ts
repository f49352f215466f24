/** What the screen shown tells the as-of bar about its answer. */
class AsOf {
  /** The position that the answer holds; null where there is none yet. */
  knownAt: number | null = $state(null);
  /** Documents behind what is shown that nobody has dated; null where the screen does not know. */
  undatedDocuments: number | null = $state(null);

  tell(knownAt: number | null, undatedDocuments: number | null): void {
    this.knownAt = knownAt;
    this.undatedDocuments = undatedDocuments;
  }
}

export const asOf = new AsOf();
