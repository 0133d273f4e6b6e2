// Facts to one of the five states (S7 to S11): the worst thing that needs saying is what is said.

import type { StorageTrouble } from '../document/save-queue.js'
import type { WaitingCounts } from '../replica/memory.js'
import type { LinkState } from '../session/link-state.js'
import type { SessionFacts } from './session-facts.js'
import type { DeviceStatus, SpaceCounts, SpaceState, SpaceStatus } from './status.js'

export interface SpaceFacts {
  /** Wall time, ms. */
  readonly now: number
  /** When the space was opened, wall time, ms. */
  readonly openedAt: number
  readonly unsaved: number
  readonly trouble: StorageTrouble | null
  readonly waiting: WaitingCounts
  readonly setAside: readonly { readonly document: string; readonly edits: number; readonly time: number }[]
  readonly link: LinkState
  readonly session: SessionFacts
  /** Position of the stored cursor. */
  readonly cursor: number
  readonly devices: readonly DeviceStatus[]
  /** What the platform says of the network; only a hint. */
  readonly isNetworkUp: boolean
}

/** A connection that takes no longer is not worth a word of alarm. */
const patienceMs = 2_000

export function toSpaceStatus(facts: SpaceFacts): SpaceStatus {
  return { counts: toCounts(facts), ...toState(facts) }
}

function toCounts(facts: SpaceFacts): SpaceCounts {
  const others = countedOthers(facts)
  return {
    unsaved: facts.unsaved,
    waiting: facts.waiting.edits,
    waitingDocuments: facts.waiting.documents,
    waitingSince: facts.waiting.since,
    setAside: facts.setAside.reduce((sum, item) => sum + item.edits, 0),
    devicesBehind: others.filter((device) => device.has.kind !== 'all').length,
    otherDevices: others.length
  }
}

const countedOthers = ({ devices }: SpaceFacts): DeviceStatus[] =>
  devices.filter(({ self, has }) => !self && has.kind !== 'live-only')

function toState(facts: SpaceFacts): SpaceState {
  const { session, link, trouble } = facts
  if (trouble && facts.unsaved > 0) return { kind: 'not-saved', why: trouble.code, since: trouble.since }
  if (facts.setAside.length > 0) {
    return {
      kind: 'failed',
      why: { kind: 'set-aside', documents: [...new Set(facts.setAside.map((item) => item.document))] },
      since: Math.min(...facts.setAside.map((item) => item.time)),
      message: 'the relay refused edits; they are kept on this device'
    }
  }
  if (link.kind !== 'connected') return withoutConnection(facts, link)
  if (session.kind === 'closed') {
    const why =
      session.code === 'log-damaged' || session.code === 'log-full' || session.code === 'log-unavailable'
        ? ({ kind: 'relay-storage', code: session.code } as const)
        : ({ kind: 'link', trouble: 'refused' } as const)
    return { kind: 'failed', why, since: session.since, message: session.message }
  }
  if (session.kind === 'live') return whileLive(facts, session)
  return { kind: 'waiting', for: 'connection', since: link.since, retryAt: null }
}

function withoutConnection(facts: SpaceFacts, link: Exclude<LinkState, { kind: 'connected' }>): SpaceState {
  if (link.kind === 'unpaired') {
    const since = facts.waiting.since ?? facts.openedAt
    return { kind: 'waiting', for: 'pairing', since, retryAt: null }
  }
  if (link.kind === 'held') return { kind: 'waiting', for: 'wifi', since: link.since, retryAt: null }
  if (link.kind === 'stopped') {
    if (link.why === 'sign-in') return { kind: 'waiting', for: 'sign-in', since: link.since, retryAt: null }
    const why =
      link.why === 'update-needed'
        ? ({ kind: 'update-needed' } as const)
        : ({ kind: 'link', trouble: link.why } as const)
    return { kind: 'failed', why, since: link.since, message: link.message }
  }
  const gone = facts.isNetworkUp ? 'relay' : 'network'
  if (link.kind === 'connecting') {
    const isLate = facts.now - link.since >= patienceMs
    return { kind: 'waiting', for: isLate ? gone : 'connection', since: link.since, retryAt: null }
  }
  const waitingFor =
    link.why === 'not-a-relay' ? 'blocked-network' : link.why === 'relay-busy' ? 'relay' : gone
  return { kind: 'waiting', for: waitingFor, since: link.since, retryAt: link.retryAt }
}

function whileLive(facts: SpaceFacts, session: Extract<SessionFacts, { kind: 'live' }>): SpaceState {
  if (session.trouble) {
    const { code, message, since } = session.trouble
    return { kind: 'failed', why: { kind: 'relay-storage', code }, since, message }
  }
  const sendingEdits = facts.waiting.edits + facts.unsaved
  if (session.catchUp) {
    const kind = facts.cursor === 0 ? 'first-sync' : 'catch-up'
    return { kind: 'syncing', sendingEdits, receiving: { kind, ...session.catchUp } }
  }
  const missing = session.head - facts.cursor
  if (missing > 0) {
    return {
      kind: 'syncing',
      sendingEdits,
      receiving: { kind: 'entries', done: facts.cursor, total: session.head }
    }
  }
  if (sendingEdits > 0) return { kind: 'syncing', sendingEdits, receiving: null }
  // The store is ahead of what the leading tab has told: of the newest entries nobody here knows yet who has them.
  if (missing < 0) {
    const receiving = { kind: 'entries', done: session.head, total: facts.cursor } as const
    return { kind: 'syncing', sendingEdits, receiving }
  }
  // Until the relay has told the rows, nothing is known of other devices, and so nothing is claimed (S2).
  if (!session.rowsKnown) return { kind: 'waiting', for: 'connection', since: session.since, retryAt: null }
  const behind = countedOthers(facts).filter((device) => device.has.kind !== 'all')
  if (behind.length > 0) {
    const times = behind.map((device) => (device.has.kind === 'behind' && device.has.since) || facts.now)
    return { kind: 'waiting', for: 'devices', since: Math.min(...times), retryAt: null }
  }
  return { kind: 'up-to-date', asOf: facts.now }
}
