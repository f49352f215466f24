/** Reads the lines of an answer in NDJSON as bytes: whoever only counts them need not read them. A line that was cut off is not told. */
export async function* readLines(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) {
    return;
  }
  const reader = response.body.getReader();
  let rest: Uint8Array = new Uint8Array(0);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      let from = 0;
      for (let end = read.value.indexOf(lineFeed); end >= 0; end = read.value.indexOf(lineFeed, from)) {
        const line = read.value.subarray(from, end);
        yield rest.length === 0 ? line : joined(rest, line);
        rest = new Uint8Array(0);
        from = end + 1;
      }
      rest = joined(rest, read.value.subarray(from));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const decoder = new TextDecoder();

export function parseLine<T>(line: Uint8Array): T {
  return JSON.parse(decoder.decode(line)) as T;
}

const lineFeed = 0x0a;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
