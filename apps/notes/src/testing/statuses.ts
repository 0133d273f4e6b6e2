// Statuses and devices for tests of the words.

import type { DeviceStatus, SpaceCounts, SpaceState, SpaceStatus } from '@weft/client'

/** Thursday 12 November 2026, 14:02, wherever the test runs. */
export const now = new Date(2026, 10, 12, 14, 2).getTime()
export const minutesAgo = (minutes: number): number => now - minutes * 60_000
export const daysAgo = (days: number): number => now - days * 86_400_000

export function statusOf(state: SpaceState, counts: Partial<SpaceCounts> = {}): SpaceStatus {
  return {
    ...state,
    counts: {
      unsaved: 0,
      waiting: 0,
      waitingDocuments: 0,
      waitingSince: null,
      setAside: 0,
      devicesBehind: 0,
      otherDevices: 0,
      ...counts
    }
  }
}

export function deviceOf(facts: Partial<DeviceStatus> = {}): DeviceStatus {
  return {
    device: 'device-b',
    name: 'Phone',
    platform: 'Chrome on Android',
    appVersion: '0.1.0',
    schemas: [],
    self: false,
    online: true,
    lastSeen: now,
    has: { kind: 'all', asOf: now },
    waiting: { edits: 0, asOf: now },
    storage: 'persistent',
    kind: 'weft',
    ...facts
  }
}
