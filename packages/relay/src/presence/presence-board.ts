// Who is present in which documents of a space: bounded, owned, told to the others in ticks, never stored (SPEC R1, R2).

import { fail, ok, type Result } from '@weft/base'
import { encodeFrame, type WeftError } from '@weft/protocol'
import type { Core } from '../core/core.js'
import { hasRoom, sendBytes } from '../socket/outlet.js'
import type { Member, Room } from '../space/room.js'
import { type AwarenessState, encodeAwarenessUpdate, parseAwarenessUpdate } from './awareness-update.js'

/** What comes within this goes out as one update a document. */
const tickMs = 40
/** Awareness clients a member may have in a space, and bytes of their states together. */
const mostOfMember = 64
const mostBytesFactor = 4

export interface PresenceBoard {
  /** Takes a member's update whole or not at all. */
  apply(member: Member, document: string, update: Uint8Array): Result<void, WeftError>
  /** Tells the member who is present. */
  joined(member: Member): void
  /** Its presence leaves with it. */
  left(member: Member): void
  close(): void
}

interface Present extends AwarenessState {
  readonly owner: Member
}

export function createPresenceBoard(room: Room, core: Core): PresenceBoard {
  const documents = new Map<string, Map<number, Present>>()
  /** What changed since the last tick, each with the member that it came from. */
  const changes = new Map<string, Map<number, Present>>()
  let cancelTick: (() => void) | undefined

  const change = (document: string, present: Present): void => {
    const ofDocument = changes.get(document) ?? new Map<number, Present>()
    changes.set(document, ofDocument.set(present.client, present))
    cancelTick ??= core.clock.after(tickMs, tick)
  }

  const tick = (): void => {
    cancelTick = undefined
    for (const [document, present] of changes) tellAll(document, [...present.values()])
    changes.clear()
  }

  const tellAll = (document: string, present: readonly Present[]): void => {
    let common: Uint8Array | undefined
    for (const member of room.members) {
      // A device that reads slowly misses states; those come again, and receivers let old ones lapse.
      if (!member.open || !hasRoom(member.outlet)) continue
      const others = present.filter((state) => state.owner !== member)
      if (others.length === present.length) {
        common ??= encode(document, present)
        sendBytes(member.outlet, common)
      } else if (others.length > 0) sendBytes(member.outlet, encode(document, others))
    }
  }

  const encode = (document: string, states: readonly AwarenessState[]): Uint8Array =>
    encodeFrame({ type: 'awareness', space: room.space, document, update: encodeAwarenessUpdate(states) })

  const ownedBy = (member: Member): Present[] =>
    [...documents.values()].flatMap((present) =>
      [...present.values()].filter(({ owner }) => owner === member)
    )

  const refusal = (
    member: Member,
    document: string,
    states: readonly AwarenessState[]
  ): string | undefined => {
    const present = documents.get(document)
    const taken = states.find(({ client }) => {
      const owner = present?.get(client)?.owner
      return owner !== undefined && owner.replica !== member.replica
    })
    if (taken) return `client ${taken.client} is another device's`
    const coming = new Set(states.map(({ client }) => client))
    const kept = ownedBy(member).filter(({ client }) => !coming.has(client))
    if (kept.length + states.length > mostOfMember) return `more than ${mostOfMember} clients of one device`
    const bytes = [...kept, ...states].reduce((sum, { json }) => sum + json.length, 0)
    if (bytes > mostBytesFactor * core.limits.presenceBytes) return 'too many bytes of presence of one device'
    return undefined
  }

  const remove = (document: string, state: Present): void => {
    const present = documents.get(document)
    present?.delete(state.client)
    if (present?.size === 0) documents.delete(document)
  }

  return {
    apply: (member, document, update) => {
      const refuse = (message: string): Result<void, WeftError> => fail({ code: 'presence-refused', message })
      if (update.length > core.limits.presenceBytes)
        return refuse(`more than ${core.limits.presenceBytes} bytes`)
      const states = parseAwarenessUpdate(update)
      if (!states.ok) return refuse(states.error)
      const why = refusal(member, document, states.value)
      if (why) return refuse(why)
      for (const state of states.value) {
        const known = documents.get(document)?.get(state.client)
        const isGone = state.json === 'null'
        // As y-protocols decides: a higher clock, or a removal at the same one. The removal of nobody leaves no trace.
        if (known ? state.clock < known.clock || (state.clock === known.clock && !isGone) : isGone) {
          if (known && known.owner !== member)
            documents.get(document)?.set(state.client, { ...known, owner: member })
          continue
        }
        const next = { ...state, owner: member }
        if (isGone) remove(document, next)
        else
          documents.set(
            document,
            (documents.get(document) ?? new Map<number, Present>()).set(state.client, next)
          )
        change(document, next)
      }
      return ok(undefined)
    },
    joined: (member) => {
      for (const [document, present] of documents) {
        const others = [...present.values()].filter(({ owner }) => owner.replica !== member.replica)
        if (others.length > 0) sendBytes(member.outlet, encode(document, others))
      }
    },
    left: (member) => {
      for (const [document, present] of documents) {
        for (const state of [...present.values()]) {
          if (state.owner !== member) continue
          remove(document, state)
          // At the clock it had: y-protocols takes a removal then, and the device's next state, one higher, wins.
          change(document, { ...state, json: 'null' })
        }
      }
    },
    close: () => cancelTick?.()
  }
}
