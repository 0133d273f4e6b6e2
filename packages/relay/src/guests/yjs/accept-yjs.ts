// Serves one y-websocket client: one document on one socket, its token in the address (SPEC F1).

import { isDocumentId, isSpaceId } from '@weft/protocol'
import { grantOf } from '../../access/grant.js'
import type { Connection } from '../../socket/connection.js'
import type { Endpoint } from '../../socket/endpoints.js'
import { guestCloseCode, guestCloseCodeOf } from '../close-codes.js'
import type { Guest } from '../guest.js'
import { type GuestConnection, type GuestPlace, openGuestConnection } from '../guest-connection.js'
import { encodeDenied, readYjsMessage, yjsDialect } from './messages.js'

export type YjsEndpoint = Extract<Endpoint, { kind: 'yjs' }>

const turnAwayMs = 1_000

/** An update of nothing. */
const nothing = Uint8Array.of(0, 0)

/** undefined when it is turned away at once; it has been told why then, and is being closed. */
export function acceptYjs(
  connection: Connection,
  { space, document, token }: YjsEndpoint,
  place: GuestPlace
): GuestConnection | undefined {
  const { core } = place.hall
  const turnAway = (code: number, name: string, message: string): undefined => {
    connection.send(encodeDenied(`${name}: ${message}`))
    // Versions before 3.1 heed no close code and come again at once: that costs less a second later.
    const cancel = core.clock.after(turnAwayMs, () => connection.close(code, name))
    connection.onClose(cancel)
  }
  // The right to be here is looked at before what is asked for (SPEC A3).
  const grant = grantOf(core, token)
  if ('error' in grant)
    return turnAway(guestCloseCodeOf(grant.error.code), grant.error.code, grant.error.message)
  if (!isSpaceId(space) || !isDocumentId(document)) {
    return turnAway(
      guestCloseCode.badRequest,
      'id-invalid',
      'the address is /yjs/<space>/<document>: the space is no id, or the document’s has more than 128 characters'
    )
  }
  const self = openGuestConnection(connection, space, 'yjs', place)
  const guest: Guest = self.open(document, {
    mayWrite: grant.role === 'editor',
    asksFirst: true,
    dialect: yjsDialect,
    events: {
      // What was appended comes back with everybody's entries, this client's own included.
      saved: (update, appended, telling) => {
        // Step 2 repeats each deletion that its document ever had: what is left of it is word enough.
        if (!appended) connection.send(yjsDialect.update(telling === 'step-two' ? nothing : update))
      },
      refused: (reason) => {
        core.logger({ level: 'warn', event: 'guest-refused', fields: { space, kind: 'yjs', reason } })
        connection.send(encodeDenied(reason))
      },
      failed: (error) => self.close(error)
    }
  })
  connection.onMessage((bytes) => {
    if (self.mayTake()) self.take(guest, readYjsMessage(bytes))
  })
  return self
}
