// A device's row in words: how it is connected, what it has as of when, and what is unknown of it (N4, S5, S6).

import type { DeviceStatus } from '@weft/client'
import { noteFormat } from '../note/note-format.js'
import { moment } from '../times.js'
import { sheetWords } from '../words/sheet.js'
import { statusPhrases } from '../words/status.js'

export interface DeviceWords {
  readonly name: string
  readonly connection: string
  /** What it has of the space. */
  readonly has: string
  readonly tone: 'good' | 'behind' | 'unknown'
  /** The reverse: what was made there and has not come here; null where there is nothing to say. */
  readonly there: string | null
  readonly stale: { readonly kind: 'inactive' | 'long-gone'; readonly text: string } | null
  readonly storage: string | null
  /** Which version of the note's schema its app has (V13). Every version so far edits every note. */
  readonly format: string | null
}

const dayMs = 86_400_000
export const inactiveAfterMs = 7 * dayMs
export const longGoneAfterMs = 30 * dayMs

export function deviceWords(device: DeviceStatus, now: number): DeviceWords {
  const say = sheetWords.device
  const connection = connectionOf(device, now)
  return {
    name: device.name || (isLiveOnly(device) ? say.webClient : statusPhrases.unnamed),
    connection: isLiveOnly(device) && device.name ? `${say.webClient} · ${connection}` : connection,
    ...completeness(device, now),
    there: madeThere(device, now),
    stale: staleness(device, now),
    storage: device.storage === 'may-be-cleared' ? say.mayBeCleared : null,
    format: formatOf(device)
  }
}

function formatOf({ schemas }: DeviceStatus): string | null {
  const schema = schemas.find(({ name }) => name === noteFormat.name)
  return schema ? sheetWords.device.noteFormat(schema.version) : null
}

/** A client of another protocol, of which nobody knows what it keeps (F9). */
export const isLiveOnly = ({ has }: DeviceStatus): boolean => has.kind === 'live-only'

function connectionOf({ self, online, lastSeen }: DeviceStatus, now: number): string {
  const say = sheetWords.device
  if (self) return say.self
  if (online) return say.connected
  return lastSeen === null ? say.neverHeard : say.heard(moment(lastSeen, now))
}

function completeness(
  { self, online, has, lastSeen }: DeviceStatus,
  now: number
): Pick<DeviceWords, 'has' | 'tone'> {
  const say = sheetWords.device
  if (has.kind === 'all') {
    const when = moment(has.asOf, now)
    return { tone: 'good', has: self ? say.hasAllSelf(when) : say.hasAll(when) }
  }
  if (has.kind === 'live-only') return { tone: 'unknown', has: online ? say.liveOnly : say.liveOnlyGone }
  if (has.kind === 'unknown') {
    if (lastSeen === null || online) return { tone: 'unknown', has: say.unknown }
    const since = moment(lastSeen, now)
    return { tone: 'unknown', has: self ? say.unknownSelf(since) : say.unknownSince(since) }
  }
  const since = moment(has.since, now)
  const asOf = moment(has.asOf, now)
  const behind = say.behind(has.edits, has.exact, has.documents, since)
  // A device that is connected is as of now; of one that is away the time is what the count is worth.
  return { tone: 'behind', has: online || asOf === since ? behind : `${behind}, ${say.asOf(asOf)}` }
}

function madeThere(device: DeviceStatus, now: number): string | null {
  const { self, online, waiting, lastSeen } = device
  if (isLiveOnly(device)) return null
  const say = sheetWords.device
  if (self) return waiting && waiting.edits > 0 ? say.waitingHere(waiting.edits) : null
  if (waiting && waiting.edits > 0) return say.waitingThere(waiting.edits, moment(waiting.asOf, now))
  if (online || lastSeen === null) return null
  return say.unknownThere(moment(lastSeen, now))
}

function staleness(device: DeviceStatus, now: number): DeviceWords['stale'] {
  const { self, online, lastSeen } = device
  if (isLiveOnly(device)) return null
  if (self || online || lastSeen === null) return null
  const say = sheetWords.device
  if (now - lastSeen > longGoneAfterMs) return { kind: 'long-gone', text: say.openIt }
  return now - lastSeen > inactiveAfterMs ? { kind: 'inactive', text: say.inactive } : null
}
