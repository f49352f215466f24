import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = new URL('../../src/IncidentTimeline.Server/bin/Release/net10.0/IncidentTimeline.Server.dll', import.meta.url).pathname;
const environment = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' };

/** The real service with a PostgreSQL of its own and the page, to be killed and started again on the same port. */
export class Server {
  #process: ChildProcess | null = null;

  private constructor(
    private readonly data: string,
    private readonly port: number,
    private readonly isDemo: boolean,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(options: { readonly demo: boolean }): Promise<Server> {
    if (!existsSync(program)) {
      throw new Error(`${program} is missing: ops/test builds the service before it runs these tests.`);
    }
    const data = mkdtempSync(join(tmpdir(), 'incident-timeline-web-'));
    chmodSync(data, 0o755); // PostgreSQL runs as nobody where we are root.
    const server = new Server(join(data, 'data'), await freePort(), options.demo);
    await server.start();
    return server;
  }

  /** Starts it (again), and returns when it answers. */
  async start(): Promise<void> {
    const child = spawn('dotnet', [program, '--port', String(this.port), '--data', this.data, ...(this.isDemo ? [] : ['--no-demo'])], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('Listening on ')) {
        child.stdout.resume();
        return;
      }
    }
    throw new Error(`The service ended before it listened:\n${said}`);
  }

  /** Ends it as a power cut would: at once, and its database with the next start. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(join(this.data, '..'), { recursive: true, force: true });
  }

  /** A new key with a role. */
  async key(role: 'reporter' | 'analyst' | 'subscriber' | 'auditor' | 'admin'): Promise<string> {
    const child = spawn('dotnet', [program, 'key', 'create', '--name', `test-${role}`, '--role', role, '--data', this.data], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    let written = '';
    child.stdout.on('data', (bytes: Buffer) => (written += bytes.toString()));
    await once(child, 'exit');
    const key = /it_\S+/.exec(written)?.[0];
    if (key === undefined) {
      throw new Error(`No key was made: ${written}`);
    }
    await this.#untilKnown(key);
    return key;
  }

  async post(path: string, key: string, body: unknown): Promise<Response> {
    const response = await fetch(this.url + path, { method: 'POST', headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    }
    return response;
  }

  // Another process made it; the service hears of it within seconds.
  async #untilKnown(key: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const response = await fetch(`${this.url}/whoami`, { headers: { Authorization: `Bearer ${key}` } });
      if (response.ok) {
        return;
      }
      await new Promise((resume) => setTimeout(resume, 100));
    }
    throw new Error('The service did not learn of a new key.');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    this.#process = null;
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
