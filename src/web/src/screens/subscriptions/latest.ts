/** How many questions it takes at most: twice the bits of a delivery's number. */
const questionsMax = 110;

/**
 * Finds after which delivery to read on for the last ones, where the service only reads forward: by doubling and then halving.
 * @param isMore Whether there is a delivery after that number.
 */
export async function beforeLast(size: number, isMore: (after: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, 1]; // There is more after low, or low is 0; and none after high, once that was asked.
  let questions = 0;
  while (questions++ < questionsMax && high < Number.MAX_SAFE_INTEGER / 2 && await isMore(high)) {
    [low, high] = [high, high * 2];
  }
  while (questions++ < questionsMax && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isMore(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.max(0, high - size);
}
