import { keptInTab } from './kept';

/** As whom the reader asks. The key stays in this tab and is gone with it; it goes nowhere but to our own server. */
const place = 'incident-timeline-key';

export type Role = 'reporter' | 'analyst' | 'subscriber' | 'auditor' | 'admin';

class CallerState {
  key: string | null = $state(keptInTab.read(place));
  /** As the service names the caller; null for nobody, who reads a demo. */
  name: string | null = $state(null);
  roles: readonly Role[] = $state([]);

  may(...roles: readonly Role[]): boolean {
    return this.roles.includes('admin') || roles.some((role) => this.roles.includes(role));
  }

  use(key: string | null, name: string | null = null, roles: readonly Role[] = []): void {
    Object.assign(this, { key, name, roles });
    keptInTab.write(place, key);
  }
}

export const caller = new CallerState();
