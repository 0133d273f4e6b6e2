// What a screen reader is told when the status changes: changes of kind, never each keystroke's sending and sent.

import type { SpaceStatus } from '@weft/client'
import { statusPhrases } from '../words/status.js'

/** What the last announcement left the listener believing. */
export type Told = 'well' | 'offline' | 'wifi' | 'no-relay' | 'sign-in' | 'failed' | 'devices' | 'not-saved'

export interface Announcement {
  readonly told: Told
  readonly text: string | null
}

/** The next announcement, or the same state with no text. `detail` is the chip's reason. */
export function announce(told: Told, status: SpaceStatus, detail: string | null): Announcement {
  const next = toldBy(status)
  if (next === null || next === told) return { told, text: null }
  const say = statusPhrases.announce
  switch (next) {
    case 'offline':
      return { told: next, text: say.offline }
    case 'wifi':
      return { told: next, text: say.wifi }
    case 'no-relay':
      return { told: next, text: say.noRelay }
    case 'sign-in':
      return { told: next, text: say.signIn }
    case 'failed':
      return { told: next, text: say.failed(detail ?? '') }
    case 'not-saved':
      // The banner is an alert and speaks for itself.
      return { told: next, text: null }
    case 'devices':
      // All went well here; that others have not fetched it yet is for the eye, unless something was wrong before.
      return { told: told === 'well' ? 'well' : next, text: recovery(told) }
    case 'well':
      return { told: next, text: told === 'devices' ? say.allDevices : recovery(told) }
  }
}

function recovery(told: Told): string | null {
  const say = statusPhrases.announce
  if (told === 'not-saved') return say.savedAgain
  if (told === 'failed') return say.recovered
  return told === 'well' || told === 'devices' ? null : say.back
}

/** Null: this status neither worries nor relieves; what was told stands. */
function toldBy(status: SpaceStatus): Told | null {
  if (status.kind === 'up-to-date') return 'well'
  if (status.kind === 'failed' || status.kind === 'not-saved') return status.kind
  if (status.kind === 'syncing') return null
  switch (status.for) {
    case 'network':
      return 'offline'
    case 'wifi':
      return 'wifi'
    case 'relay':
    case 'blocked-network':
      return 'no-relay'
    case 'sign-in':
      return 'sign-in'
    case 'devices':
      return 'devices'
    case 'pairing':
    case 'connection':
      return null
  }
}
