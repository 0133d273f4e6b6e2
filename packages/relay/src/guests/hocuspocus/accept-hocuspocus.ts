// Serves one Hocuspocus provider's socket: several documents, each opened by a token in its messages (SPEC F1, F13).

import { type ErrorCode, isDocumentId, isSpaceId, type WeftError } from '@weft/protocol'
import { grantOf, type Role } from '../../access/grant.js'
import { createTokenBucket } from '../../session/token-bucket.js'
import type { Connection } from '../../socket/connection.js'
import type { Endpoint } from '../../socket/endpoints.js'
import { guestCloseCode } from '../close-codes.js'
import { type GuestConnection, type GuestPlace, openGuestConnection } from '../guest-connection.js'
import {
  type DocumentMessage,
  documentIdOf,
  encodeAuthenticated,
  encodeClose,
  encodeDenied,
  encodePong,
  encodeRefusal,
  readHocuspocusMessage
} from './messages.js'
import { type OpenDocument, openDocument, type ProviderSocket } from './open-document.js'
import type { StatelessBoard } from './stateless-board.js'
import { createWaitingMessages } from './waiting-messages.js'

export type HocuspocusEndpoint = Extract<Endpoint, { kind: 'hocuspocus' }>

/** An absolute time to show a first token that is right; traffic does not stretch it. */
const tokenDeadlineMs = 10_000
const mostDocuments = 1_000
/** A document id, a zero, and a session of at most as many characters. */
const longestName = 2 * 128 + 1
/** The name under which a message is refused whose own cannot be read. */
const nobody = ''

export function acceptHocuspocus(
  connection: Connection,
  { space }: HocuspocusEndpoint,
  place: GuestPlace,
  board: StatelessBoard
): GuestConnection {
  const { hall } = place
  const { core } = hall
  const documents = new Map<string, OpenDocument>()
  /** What their providers go on to send is nobody's. */
  const denied = new Set<string>()
  const waiting = createWaitingMessages()
  let lastDenial: ErrorCode = 'token-missing'

  const self = openGuestConnection(connection, space, 'hocuspocus', {
    ...place,
    ended: (ended) => {
      cancelDeadline()
      for (const document of documents.values()) document.close()
      place.ended(ended)
    }
  })
  const cancelDeadline = core.clock.after(tokenDeadlineMs, () => {
    self.draining = true
    connection.close(guestCloseCode.timeout, lastDenial)
  })
  const { presencePerSecond } = core.limits
  const socket: ProviderSocket = {
    ...{ connection, self, space, hall, board },
    stateless: createTokenBucket(presencePerSecond, 4 * presencePerSecond, core.clock.monotonic()),
    backlog: { isOver: false }
  }

  const note = (reason: string): void => {
    core.logger({ level: 'warn', event: 'guest-refused', fields: { space, kind: 'hocuspocus', reason } })
  }

  const deny = (name: string, error: WeftError): void => {
    note(error.code)
    lastDenial = error.code
    waiting.take(name)
    if (isName(name)) remember(denied, name)
    connection.send(encodeDenied(name, error))
    const document = documents.get(name)
    if (!document) return
    forget(name, document)
    connection.send(encodeClose(name, error))
  }

  const forget = (name: string, document: OpenDocument): void => {
    documents.delete(name)
    document.close()
  }

  /** What is wrong with a document's token, its name, or one document more; looked at in this order (SPEC A3). */
  const admission = (
    name: string,
    token: string
  ): { readonly role: Role } | { readonly error: WeftError } => {
    const grant = grantOf(core, token)
    if ('error' in grant) return grant
    if (!isSpaceId(space) || !isName(name)) {
      return { error: { code: 'id-invalid', message: 'the space is no id, or the name is too long for one' } }
    }
    const isOneMore = !documents.has(name) && documents.size >= mostDocuments
    if (!isOneMore) return grant
    const message = `a socket has at most ${mostDocuments} documents open`
    return { error: { code: 'too-many-documents', message } }
  }

  const admit = (name: string, token: string): void => {
    const admitted = admission(name, token)
    if ('error' in admitted) {
      deny(name, admitted.error)
      return
    }
    const { role } = admitted
    const scope = role === 'editor' ? 'read-write' : 'readonly'
    const known = documents.get(name)
    if (known && known.role !== role) forget(name, known)
    cancelDeadline()
    denied.delete(name)
    connection.send(encodeAuthenticated(name, scope))
    if (documents.has(name)) return
    const ended = (): void => {
      documents.delete(name)
      remember(denied, name)
    }
    const document = openDocument(socket, { name, role, ended })
    documents.set(name, document)
    for (const bytes of waiting.take(name)) {
      const early = readHocuspocusMessage(bytes)
      if (early.kind === 'named') document.take(early.message)
    }
    document.admitted()
  }

  const takeEarly = (name: string, bytes: Uint8Array): void => {
    if (denied.has(name) || !isName(name)) return
    if (waiting.add(name, bytes)) return
    self.close({ code: 'in-flight-exceeded', message: 'too much came before its token' })
  }

  const takeNamed = (name: string, message: DocumentMessage, bytes: Uint8Array): void => {
    const document = documents.get(name)
    if (message.kind === 'token') admit(name, message.token)
    else if (message.kind === 'close') {
      // The provider is gone already: another of the same name would hear the answer.
      denied.delete(name)
      waiting.take(name)
      if (document) forget(name, document)
    } else if (document) document.take(message)
    else takeEarly(name, bytes)
  }

  connection.onMessage((bytes) => {
    if (!self.mayTake()) return
    const message = readHocuspocusMessage(bytes)
    if (message.kind === 'named') takeNamed(message.name, message.message, bytes)
    else if (message.kind === 'ping') connection.send(encodePong())
    else if (message.kind === 'unreadable') {
      note('frame-unreadable')
      connection.send(encodeRefusal(nobody, 'frame-unreadable'))
    }
  })
  return self
}

const isName = (name: string): boolean => name.length <= longestName && isDocumentId(documentIdOf(name))

function remember(names: Set<string>, name: string): void {
  names.add(name)
  const oldest = names.values().next().value
  if (names.size > mostDocuments && oldest !== undefined) names.delete(oldest)
}
