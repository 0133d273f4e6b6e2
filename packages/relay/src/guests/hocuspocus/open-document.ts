// One document that a provider has open on its socket: what is taken of it, and what its provider is told of that.

import { remedyByCode, type WeftError } from '@weft/protocol'
import type { Role } from '../../access/grant.js'
import { type TokenBucket, takeToken } from '../../session/token-bucket.js'
import type { Connection } from '../../socket/connection.js'
import type { Guest } from '../guest.js'
import type { GuestConnection } from '../guest-connection.js'
import type { GuestHall } from '../guest-hall.js'
import { type Backlog, createConfirmations } from './confirmations.js'
import {
  type DocumentMessage,
  documentIdOf,
  encodeClose,
  encodeNamedPong,
  encodeRefusal,
  encodeSyncStatus,
  hocuspocusDialect,
  isRelaysWord,
  isSessionName
} from './messages.js'
import type { StatelessBoard } from './stateless-board.js'

/** What the documents of one socket share. */
export interface ProviderSocket {
  readonly connection: Connection
  readonly self: GuestConnection
  readonly space: string
  readonly hall: GuestHall
  readonly board: StatelessBoard
  readonly stateless: TokenBucket
  readonly backlog: Backlog
}

export interface OpenDocument {
  readonly role: Role
  take(message: DocumentMessage): void
  /** What came before its token was taken. */
  admitted(): void
  /** The provider left it, or may not have it any more. Idempotent. */
  close(): void
}

/** `name` is the document's, with a session or without. `ended` is called when the relay closes it by itself. */
export function openDocument(
  socket: ProviderSocket,
  { name, role, ended }: { readonly name: string; readonly role: Role; readonly ended: () => void }
): OpenDocument {
  const { connection, self, space, hall, board } = socket
  const { core } = hall
  const confirmations = createConfirmations(socket.backlog)

  const refuse = (reason: string): void => {
    core.logger({ level: 'warn', event: 'guest-refused', fields: { space, kind: 'hocuspocus', reason } })
    connection.send(encodeRefusal(name, reason))
  }

  const fail = (error: WeftError): void => {
    if (remedyByCode[error.code] === 'retry') {
      self.close(error)
      return
    }
    // What does not heal by itself costs the socket's other documents nothing.
    close()
    connection.send(encodeClose(name, error))
    ended()
  }

  const guest: Guest = self.open(documentIdOf(name), {
    mayWrite: role === 'editor',
    // Whenever it begins to count it is asked, and its answer settles that.
    asksFirst: false,
    dialect: hocuspocusDialect(name),
    events: {
      saved: (update) => {
        for (let left = confirmations.saved(update); left > 0; left--) {
          connection.send(encodeSyncStatus(name, 'saved'))
        }
      },
      refused: (reason, update) => {
        if (update) {
          confirmations.refused(update)
          connection.send(encodeSyncStatus(name, 'refused'))
        }
        refuse(reason)
      },
      missing: (update) => confirmations.missing(update),
      failed: fail
    }
  })
  board.enter(guest)
  // Of one socket, another session's presence is not another's to the board.
  if (isSessionName(name)) self.take(guest, { kind: 'query-presence' })

  const close = (): void => {
    board.leave(guest)
    self.closeDocument(guest)
  }

  const takeStateless = (payload: string): void => {
    if (Buffer.byteLength(payload) > core.limits.presenceBytes) refuse('frame-too-large')
    else if (isRelaysWord(payload)) refuse('role-forbids')
    else if (!takeToken(socket.stateless, core.clock.monotonic())) refuse('rate-exceeded')
    else board.say(guest, payload)
  }

  return {
    role,
    take: (message) => {
      switch (message.kind) {
        case 'step-one':
          confirmations.restarted(message.vector)
          self.take(guest, message)
          break
        case 'step-two':
        case 'update':
          confirmations.took(message.update, message.kind)
          self.take(guest, message)
          break
        case 'stateless':
          takeStateless(message.payload)
          break
        case 'unsupported':
          refuse('unsupported-frame')
          break
        case 'ping':
          connection.send(encodeNamedPong(name))
          break
        case 'presence':
        case 'query-presence':
        case 'unreadable':
          self.take(guest, message)
      }
    },
    admitted: confirmations.admitted,
    close
  }
}
