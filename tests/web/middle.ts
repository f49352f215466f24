import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to an answer on its way. */
export type Fate = 'passes' | 'breaks-off' | 'is-held-back';

/** What may stand between a browser and the service: it breaks answers off, and holds back those that do not end, as proxies do. */
export class Middle {
  /** What becomes of the answer to a path; each asks once. */
  fateOf: (path: string) => Fate = () => 'passes';
  /** The paths that were asked for, in their order. */
  readonly asked: string[] = [];
  readonly #streams = new Set<ServerResponse>();

  private constructor(
    private readonly service: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => this.#pass(asked, answer));
  }

  static async before(service: string): Promise<Middle> {
    const server = createServer();
    const middle = new Middle(service, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return middle;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many answers are under way that do not end by themselves. */
  get streams(): number {
    return this.#streams.size;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '/';
    this.asked.push(path);
    const fate = this.fateOf(path);
    const onward = request(this.service + path, { method: asked.method, headers: { ...asked.headers, host: new URL(this.service).host } }, (told) => {
      const isStream = told.headers['content-type']?.startsWith('text/event-stream') ?? false;
      if (isStream) {
        this.#streams.add(answer);
      }
      answer.writeHead(told.statusCode ?? 502, told.headers);
      answer.flushHeaders();
      told.on('data', (bytes: Buffer) => {
        if (fate === 'passes') {
          answer.write(bytes);
        } else if (fate === 'breaks-off') {
          answer.write(bytes.subarray(0, bytes.length / 2), () => answer.destroy());
          told.destroy();
        }
      });
      told.on('end', () => answer.end());
      told.on('error', () => answer.destroy());
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => {
      this.#streams.delete(answer);
      onward.destroy();
    });
    asked.pipe(onward);
  }
}
