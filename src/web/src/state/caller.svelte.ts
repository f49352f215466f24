/** As whom the reader asks. The key stays in this tab and is gone with it; it goes nowhere but to our own server. */
const place = 'incident-timeline-key';

export type Role = 'reporter' | 'analyst' | 'subscriber' | 'auditor' | 'admin';

class CallerState {
  key: string | null = $state(window.sessionStorage.getItem(place));
  /** As the service names the caller; null for nobody, who reads a demo. */
  name: string | null = $state(null);
  roles: readonly Role[] = $state([]);

  may(...roles: readonly Role[]): boolean {
    return this.roles.includes('admin') || roles.some((role) => this.roles.includes(role));
  }

  use(key: string | null): void {
    this.key = key;
    if (key === null) {
      window.sessionStorage.removeItem(place);
      this.name = null;
      this.roles = [];
    } else {
      window.sessionStorage.setItem(place, key);
    }
  }
}

export const caller = new CallerState();
