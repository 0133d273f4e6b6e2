// A space while devices have it open: its head as last committed, and how far each of its members was served.

import {
  type CatchUpProgress,
  type CursorReport,
  encodeAwarenessHead,
  encodeFrame,
  type Mark,
  startMark,
  type WeftError
} from '@weft/protocol'
import type { Attendee } from '../presence/attendee.js'
import { hasRoomForPresence, type Outlet, sendBytes, sendParts } from '../socket/outlet.js'

export interface Room {
  readonly space: string
  head: Mark
  readonly members: Set<Member>
  /** A frame of presence, made once for all who get the same update. */
  encodePresence(document: string, update: Uint8Array): Uint8Array
}

/** A replica in one opened space of one session. */
export interface Member {
  readonly room: Room
  readonly outlet: Outlet
  readonly device: string
  readonly replica: string
  readonly attendee: Attendee
  /** False once the space was closed for this session; nothing is sent or taken any more. */
  open: boolean
  stage: Stage
  /** A page is being read for it: fan-out must not overtake that (SPEC L2, L10). */
  reading: boolean
  /** The log could not be read for it: nothing is read again until this is lifted. */
  stalled: boolean
  /** Documents asked for before their turn, oldest first. */
  readonly fetches: string[]
  fetchPlace: PagePlace
  /** The last cursor it reported, and whether the log is being told of one. */
  report: CursorReport | null
  reporting: boolean
  /** Closes the space for its session and tells the device why. */
  readonly dismiss: (error: WeftError, batch?: number) => void
}

export function createMember(
  room: Room,
  who: Pick<Member, 'outlet' | 'device' | 'replica' | 'stage' | 'dismiss'>
): Member {
  const member: Member = {
    room,
    ...who,
    attendee: {
      owner: who.replica,
      kind: 'member',
      document: undefined,
      ready: () => member.open && hasRoomForPresence(who.outlet),
      tell: (document, update) => sendBytes(who.outlet, room.encodePresence(document, update)),
      tellPart: (document, head, entries) => {
        const frame = encodeAwarenessHead(room.space, document, head.length + entries.length)
        sendParts(who.outlet, Buffer.concat([frame, head]), entries)
      }
    },
    open: true,
    reading: false,
    stalled: false,
    fetches: [],
    fetchPlace: pageStart,
    report: null,
    reporting: false
  }
  return member
}

export type Stage =
  | { readonly kind: 'streaming'; sent: Mark }
  | {
      readonly kind: 'catching-up'
      /** Documents that changed after this are sent. */
      readonly since: number
      readonly base: Mark
      /** Documents up to this one were sent. */
      after: string
      sentDocuments: number
      /** As the last page told; 0 before the first. */
      totalDocuments: number
      place: PagePlace
      /** A base that the device brought along is verified before anything is sent. */
      verified: boolean
    }

export type CatchUp = Extract<Stage, { kind: 'catching-up' }>

/** Where in a page a member stands. Pages are shared and may be dropped and read again: none is kept for it (P8). */
export interface PagePlace {
  readonly frame: number
  readonly fingerprint: string
  /** The last frame sent cut a document: nothing else of the space may come before its rest (L11). */
  readonly insideDocument: boolean
}

export const pageStart: PagePlace = { frame: 0, fingerprint: '', insideDocument: false }

export function createRoom(space: string): Room {
  /** Held as long as the update is. */
  const presenceFrames = new WeakMap<Uint8Array, Uint8Array>()
  return {
    space,
    head: startMark,
    members: new Set(),
    encodePresence: (document, update) => {
      const known = presenceFrames.get(update)
      if (known) return known
      const frame = encodeFrame({ type: 'awareness', space, document, update })
      presenceFrames.set(update, frame)
      return frame
    }
  }
}

/** Commits and greetings tell of heads in any order; only a higher one counts (SPEC L1). */
export function raiseHead(room: Room, head: Mark): void {
  if (head.position > room.head.position) room.head = head
}

/** A device that comes with a cursor of 0, or was cut in a catch-up, is sent documents first (SPEC L11). */
export function stageFor(cursor: Mark, progress: CatchUpProgress | null, head: Mark): Stage {
  if (progress) {
    return { ...catchUpFrom(cursor.position, progress.base), after: progress.lastDocument, verified: false }
  }
  return cursor.position === 0 ? catchUpFrom(0, head) : { kind: 'streaming', sent: cursor }
}

export function catchUpFrom(since: number, base: Mark): CatchUp {
  const counts = { sentDocuments: 0, totalDocuments: 0 }
  return { kind: 'catching-up', since, base, after: '', ...counts, place: pageStart, verified: true }
}

/** Whether the log holds something that the member has not been sent. */
export function wantsMore(member: Member): boolean {
  if (!member.open || member.stalled) return false
  return member.stage.kind === 'catching-up' || member.stage.sent.position < member.room.head.position
}
