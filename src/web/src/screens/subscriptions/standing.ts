import { Problem } from '../../api/problem';
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
    && (subscription.lastDeliveredAt === undefined || Date.parse(subscription.lastError.at) >= Date.parse(subscription.lastDeliveredAt)); // Not compared as text: a whole second is written without a fraction.
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

/** Why something was not done to a subscription. Here nobody asks again by itself, and where the answer was lost it may have been done. */
export function tellTrouble(problem: Problem): Problem {
  return problem.status === 0 || problem.status >= 500
    ? new Problem(problem.status, problem.slug, 'It is not known whether it was done', `${problem.title}. Look below how it stands, and do it again if it was not done.`, problem.errors, problem.retryAfter, problem.traceId)
    : problem;
}
