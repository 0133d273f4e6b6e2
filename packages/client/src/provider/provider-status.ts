// What a screen may say of one document: the stage that all its edits have reached (S2), from facts of document and space.

import type { DeviceError } from '../device/device.js'
import type { DocumentErrorCode } from '../document/document.js'
import type { LinkState, LinkTrouble } from '../session/link-state.js'
import type { DocumentStatus, FailedWhy, SpaceStatus, WaitingFor } from '../status/status.js'
import type { StoreErrorCode } from '../store/port.js'

/** `status` is that of the connection, as providers of others tell it. */
export type ProviderStatus = { readonly status: ConnectionStatus } & ProviderStage

export type ConnectionStatus = 'connecting' | 'connected' | 'disconnected'

export type ProviderStage =
  /** The store's content is not in the Y.Doc yet. What is written meanwhile is kept. */
  | { readonly kind: 'loading' }
  /** On the way to this device's disk. */
  | { readonly kind: 'unsaved'; readonly edits: number }
  /** Only in memory, because writing failed; it is tried again (S11). */
  | {
      readonly kind: 'not-saved'
      readonly edits: number
      readonly why: StoreErrorCode
      readonly since: number
    }
  /** On this device's disk; so many edits are on no relay yet. */
  | { readonly kind: 'saved'; readonly waiting: number; readonly for: ProviderWaitingFor }
  /** On the relay's disk; on no other device yet, or nothing is known of them (null). */
  | { readonly kind: 'relayed'; readonly onDevices: 0 | null; readonly otherDevices: number }
  /** Also on so many of the other devices. */
  | { readonly kind: 'delivered'; readonly onDevices: number; readonly otherDevices: number }
  /** What is saved stays saved; `waiting` edits are on no relay. */
  | {
      readonly kind: 'failed'
      readonly why: ProviderFailure
      readonly message: string
      readonly waiting: number
    }
  | { readonly kind: 'destroyed' }

export type ProviderWaitingFor = Exclude<WaitingFor, 'devices'> | 'sending'

export type ProviderFailure =
  /** It could not be opened, and nothing written in the Y.Doc is saved. */
  | DocumentErrorCode
  | StoreErrorCode
  | DeviceError['code']
  | 'failed'
  /** `rebuilt`: see ProviderEvents. */
  | 'rebuilt'
  /** The relay refused edits, which are kept here until `retrySetAside` or `discardSetAside` of the space. */
  | 'set-aside'
  | 'update-needed'
  | LinkTrouble
  | Extract<FailedWhy, { readonly kind: 'relay-storage' }>['code']

export interface ProviderFacts {
  readonly document: DocumentStatus
  readonly space: SpaceStatus
  readonly link: LinkState
}

export function toProviderStatus({ document, space, link }: ProviderFacts): ProviderStatus {
  return { status: toConnectionStatus(link), ...toStage(document, space, link) }
}

export function toConnectionStatus(link: LinkState): ConnectionStatus {
  if (link.kind === 'connected' || link.kind === 'connecting') return link.kind
  return 'disconnected'
}

/** The worst that needs saying is what is said, as for a space. */
function toStage(document: DocumentStatus, space: SpaceStatus, link: LinkState): ProviderStage {
  const { unsaved, waiting, onDevices, otherDevices } = document
  if (unsaved > 0) {
    return space.kind === 'not-saved'
      ? { kind: 'not-saved', edits: unsaved, why: space.why, since: space.since }
      : { kind: 'unsaved', edits: unsaved }
  }
  if (document.setAside > 0) {
    const message = 'the relay refused edits; they are kept on this device'
    return { kind: 'failed', why: 'set-aside', message, waiting: waiting + document.setAside }
  }
  if (space.kind === 'failed' && space.why.kind !== 'set-aside') {
    return { kind: 'failed', why: toFailure(space.why), message: space.message, waiting }
  }
  if (!document.relayed) return { kind: 'saved', waiting, for: toWaitingFor(space, link) }
  if (onDevices === null || onDevices === 0) return { kind: 'relayed', onDevices, otherDevices }
  return { kind: 'delivered', onDevices, otherDevices }
}

function toFailure(why: Exclude<FailedWhy, { kind: 'set-aside' }>): ProviderFailure {
  if (why.kind === 'link') return why.trouble
  return why.kind === 'relay-storage' ? why.code : why.kind
}

function toWaitingFor(space: SpaceStatus, link: LinkState): ProviderWaitingFor {
  if (space.kind === 'waiting' && space.for !== 'devices') return space.for
  // What was set aside of another document hides what this one waits for.
  return link.kind === 'connected' ? 'sending' : 'connection'
}

/** Whether all that the relay has told of is stored here; undefined where the status does not say. */
export function isCaughtUp(space: SpaceStatus, link: LinkState): boolean | undefined {
  if (link.kind !== 'connected') return false
  if (space.kind === 'syncing') return space.receiving === null
  if (space.kind === 'waiting') return space.for === 'devices'
  return space.kind === 'up-to-date' ? true : undefined
}
