import type { Delivery, SubscriptionFilter, SubscriptionView } from '../../api/schema';

/** How a subscription does, in the order of what somebody should look at first. */
export type Condition = 'parked' | 'paused' | 'failing' | 'behind' | 'reached';

/** What to say of a subscription first. */
export function conditionOf(subscription: SubscriptionView): Condition {
  return subscription.parked > 0 ? 'parked'
    : subscription.state === 'paused' ? 'paused'
    : isFailing(subscription) ? 'failing'
    : subscription.lag > 0 ? 'behind'
    : 'reached';
}

/** Whether the last thing that a worker told is that it failed, and something still waits. */
function isFailing(subscription: SubscriptionView): boolean {
  return subscription.lastError !== null && subscription.lastError !== undefined && subscription.lag > 0
    && (subscription.lastDeliveredAt === undefined || subscription.lastError.at >= subscription.lastDeliveredAt);
}

/** What a subscription takes, in words. */
export function tellFilter(filter: SubscriptionFilter): readonly string[] {
  const parts = [
    ['types', filter.types],
    ['families', filter.families],
    ['regions, with all inside', filter.regions],
    ['incidents', filter.incidents],
    ['sources', filter.sources],
  ] as const;
  const told = parts.flatMap(([name, values]) => (values === null || values === undefined || values.length === 0 ? [] : [`${name}: ${values.join(', ')}`]));
  return told.length === 0 ? ['every event'] : told;
}

/** Whether the caller may change it: who made it, and admins. The service decides; this only spares a button that it would refuse. */
export function mayChange(subscription: SubscriptionView, name: string | null, roles: readonly string[]): boolean {
  return roles.includes('admin') || (roles.includes('subscriber') && subscription.owner === name);
}

/** What became of a delivery, in words. */
export function tellOutcome(delivery: Delivery): string {
  return delivery.attempt === 0 ? 'given up' : delivery.outcome ?? 'under way, or nobody said';
}
