// The connection of a client of another protocol: the documents it has open, its row, its pace, its keeping alive.

import { randomId } from '@weft/base'
import type { WeftError } from '@weft/protocol'
import type { Attendee } from '../presence/attendee.js'
import { leastGatherMs } from '../presence/presence-rounds.js'
import { createTokenBucket, takeToken } from '../session/token-bucket.js'
import type { Connection } from '../socket/connection.js'
import { presenceBound } from '../socket/outlet.js'
import type { OpenRoom, Rooms } from '../space/rooms.js'
import { guestCloseCodeOf } from './close-codes.js'
import { encodeOnce } from './encoded-once.js'
import { createGuest, type Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import type { GuestKind, GuestRows } from './guest-rows.js'
import { createPace } from './pace.js'
import { nameIn } from './presence-name.js'
import { letGo } from './send-paced.js'
import { answerStepOne, drained, sendStepOne } from './serve-guest.js'
import { takeUpdate } from './take-update.js'
import type { YjsMessage } from './yjs/messages.js'

export interface GuestPlace {
  readonly hall: GuestHall
  readonly rooms: Rooms
  readonly rows: GuestRows
  readonly ended: (connection: GuestConnection) => void
}

export interface GuestConnection {
  /** Takes no more messages; what comes is left for the client to send again. */
  draining: boolean
  /** Another message has come; whether it is taken. Of who sends too often the next ones are read later. */
  mayTake(): boolean
  /** Opens a document and tells its client what the log has and who is present. Its client has shown its right. */
  open(document: string, how: GuestTerms): Guest
  closeDocument(guest: Guest): void
  /** A message of y-protocols, as every dialect carries it. */
  take(guest: Guest, message: YjsMessage): void
  close(error: WeftError): void
}

export type GuestTerms = Pick<Guest, 'mayWrite' | 'asksFirst' | 'dialect' | 'events'>

/** These clients end a connection on which they heard nothing for 30 s, be it only their own presence. */
const keepAliveEveryMs = 10_000
/** An awareness update of nobody: every client knows it, and it changes nothing. */
const nobody = Uint8Array.of(0)
/** A device gathers its edits into few frames; these clients send each transaction by itself. */
const messagesPerFrame = 5
/** Clients send on whatever they hear of others, at most once a round of presence. */
const echoesPerSecond = 1_000 / leastGatherMs

export function openGuestConnection(
  connection: Connection,
  space: string,
  kind: GuestKind,
  place: GuestPlace
): GuestConnection {
  const { hall, rooms, rows } = place
  const { clock, limits, random } = hall.core
  const { framesPerSecond, presencePerSecond } = limits
  const id = `web-${randomId(random)}`
  const presenceRate = presencePerSecond + echoesPerSecond
  const presence = createTokenBucket(presenceRate, 4 * presenceRate, clock.monotonic())
  const attendees = new Map<Guest, Attendee>()
  let room: OpenRoom | undefined

  /** The space is opened, and the connection becomes a row, with its first document. */
  const openRoom = (): OpenRoom => {
    if (room) return room
    room = rooms.hold(space)
    rows.arrived(space, id, kind)
    room.devices.changed('urgent', id)
    return room
  }

  const closeDocument = (guest: Guest): void => {
    const attendee = attendees.get(guest)
    if (!attendee) return
    attendees.delete(guest)
    hall.leave(guest)
    letGo(guest)
    room?.presence.left(attendee)
  }

  const takePresence = (guest: Guest, update: Uint8Array): void => {
    const attendee = attendees.get(guest)
    // Beyond the rate it is dropped: a client's next state carries all that the one before did.
    if (!room || !attendee || !takeToken(presence, clock.monotonic())) return
    const taken = room.presence.apply(attendee, guest.document, update)
    if (!taken.ok) return
    const name = taken.value.map(({ json }) => nameIn(json)).find((found) => found !== undefined)
    const clients = taken.value.map(({ client }) => `${client} ${guest.document}`)
    if (rows.showed(space, id, { name, clients })) room.devices.changed('report', id)
  }

  const pace = createPace({
    ...{ connection, clock, messagesPerSecond: messagesPerFrame * framesPerSecond },
    inFlightBytes: () => [...attendees.keys()].reduce((sum, guest) => sum + guest.inFlightBytes, 0)
  })

  const takeContent = async (
    guest: Guest,
    update: Uint8Array,
    kind: 'update' | 'step-two'
  ): Promise<void> => {
    if (update.length > limits.batchBytes) {
      guest.events.refused('update-too-large', update)
      return
    }
    const done = takeUpdate(guest, update, kind, hall)
    pace.look()
    await done
    pace.look()
  }

  const self: GuestConnection = {
    draining: false,
    mayTake: () => {
      if (self.draining) return false
      pace.heard()
      return true
    },
    open: (document, terms) => {
      const guest = createGuest({ space, document, connection, ...terms })
      const attendee = attendeeOf(guest, id)
      attendees.set(guest, attendee)
      hall.enter(guest)
      if (guest.asksFirst) void sendStepOne(guest, hall)
      openRoom().presence.joined(attendee)
      return guest
    },
    closeDocument,
    take: (guest, message) => {
      if (!guest.open) return
      if (message.kind === 'step-one') {
        void answerStepOne(guest, message.vector, hall)
        if (!guest.asksFirst) void sendStepOne(guest, hall)
      } else if (message.kind === 'presence') takePresence(guest, message.update)
      else if (message.kind === 'query-presence') {
        const attendee = attendees.get(guest)
        if (attendee) room?.presence.answer(attendee, guest.document)
      } else if (message.kind === 'unreadable') guest.events.refused('frame-unreadable')
      else void takeContent(guest, message.update, message.kind)
      pace.look()
    },
    close: (error) => {
      self.draining = true
      for (const { dialect } of attendees.keys()) {
        if (dialect.closing) connection.send(dialect.closing(error))
      }
      connection.close(guestCloseCodeOf(error.code), error.code)
      pace.end()
    }
  }

  let cancelAlive = clock.after(keepAliveEveryMs, function keepAlive() {
    cancelAlive = clock.after(keepAliveEveryMs, keepAlive)
    const first: Guest | undefined = attendees.keys().next().value
    if (first) connection.send(first.dialect.presence(nobody))
  })
  connection.onDrain(() => {
    for (const guest of attendees.keys()) drained(guest, hall)
    pace.look()
  })
  connection.onClose(() => {
    cancelAlive()
    pace.end()
    for (const guest of [...attendees.keys()]) closeDocument(guest)
    if (room) {
      rows.left(space, id)
      room.devices.changed('urgent', id)
      rooms.letGo(room)
    }
    place.ended(self)
  })
  return self
}

function attendeeOf(guest: Guest, owner: string): Attendee {
  const { connection, dialect } = guest
  return {
    owner,
    kind: 'guest',
    document: guest.document,
    // What waits in its socket keeps its updates waiting too.
    ready: () => guest.open && connection.bufferedAmount() <= presenceBound,
    tell: (_document, update) => connection.send(encodeOnce(dialect, 'presence', update)),
    tellPart: (_document, head, entries) => {
      const message = dialect.presenceHead(head.length + entries.length)
      connection.sendParts(Buffer.concat([message, head]), entries)
    }
  }
}
