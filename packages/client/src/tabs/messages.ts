// What tabs of one device tell each other. Everything is a hint: the store has the truth (T4).

import type { LinkState } from '../session/link-state.js'
import type { SharedFacts } from '../status/session-facts.js'

export type TabMessage =
  /** Written and complete: read the space's store again (T2). */
  | { readonly type: 'stored'; readonly space: string }
  /** What was set aside of a document was discarded: a new replica begins, and the log brings the document back (B5). */
  | { readonly type: 'rebuilt'; readonly space: string; readonly document: string }
  /** The leading tab: how the connection is. */
  | { readonly type: 'link'; readonly link: LinkState }
  /** The leading tab: how a space's session is. */
  | { readonly type: 'facts'; readonly space: string; readonly facts: SharedFacts }
  /** To the leading tab: a space is open here; serve it, and say how it is. */
  | { readonly type: 'want'; readonly space: string }
  /** A tab leads now: say what you want. */
  | { readonly type: 'elected' }
  | { readonly type: 'retry' }
  | { readonly type: 'hint' }
  | { readonly type: 'forget'; readonly space: string; readonly device: string }
  /** The device's name, relay or identity changed in its store. */
  | { readonly type: 'identity' }
  /** The networks it may use changed in its store. */
  | { readonly type: 'settings' }
  | { readonly type: 'summaries'; readonly space: string; readonly documents: readonly string[] }
  | {
      readonly type: 'presence'
      readonly space: string
      readonly document: string
      readonly update: Uint8Array
      readonly source: 'tab' | 'relay'
    }
  | { readonly type: 'who-is-here'; readonly space: string; readonly document: string }

/** Raised when a message's meaning changes; tabs of two versions of an app live side by side after an update. */
const version = 1

const types: ReadonlySet<string> = new Set<TabMessage['type']>([
  'stored',
  'rebuilt',
  'link',
  'facts',
  'want',
  'elected',
  'retry',
  'hint',
  'forget',
  'identity',
  'settings',
  'summaries',
  'presence',
  'who-is-here'
])

export function toPosted(message: TabMessage): unknown {
  return { version, ...message }
}

/** Undefined for what is not a message of this version. */
export function parseTabMessage(posted: unknown): TabMessage | undefined {
  if (typeof posted !== 'object' || posted === null) return undefined
  const { version: told, type } = posted as { version?: unknown; type?: unknown }
  if (told !== version || typeof type !== 'string' || !types.has(type)) return undefined
  return posted as TabMessage
}
