import type { Component } from 'svelte';
import type { Role } from '../state/caller.svelte';

/** A screen: loaded when it is shown first. */
export interface Screen {
  /** The first part of its address. */
  readonly name: string;
  readonly title: string;
  /** Whether the cut points apply to it. */
  readonly isCut: boolean;
  /** Whether the navigation lists it. */
  readonly isListed: boolean;
  /** Who may use it where reading is not open; empty for every caller. */
  readonly roles: readonly Role[];
  readonly load: () => Promise<Component>;
}

export const screens: readonly Screen[] = [
  { name: 'picture', title: 'Picture', isCut: true, isListed: true, roles: ['analyst', 'subscriber', 'auditor'], load: async () => (await import('./picture/PictureScreen.svelte')).default },
  { name: 'replay', title: 'Replay', isCut: true, isListed: true, roles: ['analyst', 'subscriber', 'auditor'], load: async () => (await import('./replay/ReplayScreen.svelte')).default },
  { name: 'conflicts', title: 'Conflicts', isCut: true, isListed: true, roles: ['analyst', 'subscriber', 'auditor'], load: async () => (await import('./conflicts/ConflictsScreen.svelte')).default },
  { name: 'incidents', title: 'Incidents', isCut: true, isListed: true, roles: ['analyst', 'subscriber', 'auditor', 'reporter'], load: async () => (await import('./incidents/IncidentsScreen.svelte')).default },
  { name: 'sources', title: 'Sources', isCut: true, isListed: true, roles: ['analyst', 'auditor', 'subscriber', 'reporter'], load: async () => (await import('./sources/SourcesScreen.svelte')).default },
  { name: 'documents', title: 'Documents', isCut: true, isListed: true, roles: ['reporter', 'analyst', 'auditor'], load: async () => (await import('./documents/DocumentsScreen.svelte')).default },
  { name: 'record', title: 'Record', isCut: false, isListed: true, roles: ['reporter', 'analyst'], load: async () => (await import('./record/RecordScreen.svelte')).default },
  { name: 'fact-types', title: 'Fact types', isCut: false, isListed: true, roles: ['analyst', 'auditor', 'subscriber', 'reporter'], load: async () => (await import('./fact-types/FactTypesScreen.svelte')).default },
  { name: 'subscriptions', title: 'Subscriptions', isCut: false, isListed: true, roles: ['analyst', 'auditor', 'subscriber'], load: async () => (await import('./subscriptions/SubscriptionsScreen.svelte')).default },
  { name: 'fact', title: 'Fact and source', isCut: true, isListed: false, roles: ['reporter', 'analyst', 'subscriber', 'auditor'], load: async () => (await import('./fact/FactScreen.svelte')).default },
  { name: 'document', title: 'Document', isCut: true, isListed: false, roles: ['reporter', 'analyst', 'auditor'], load: async () => (await import('./fact/DocumentScreen.svelte')).default },
  { name: 'history', title: 'Reporting history', isCut: true, isListed: false, roles: ['analyst', 'subscriber', 'auditor'], load: async () => (await import('./history/HistoryScreen.svelte')).default },
  { name: 'key', title: 'Key', isCut: false, isListed: false, roles: [], load: async () => (await import('./key/KeyScreen.svelte')).default },
];
