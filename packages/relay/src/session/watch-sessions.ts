// Finds connections that went silent: asks with a ping, then lets go, so that the others see the device leave (C3, R2).

import type { Clock } from '@weft/base'
import { closeCode } from '@weft/protocol'
import { sendFrame } from '../socket/outlet.js'
import type { Session } from './session.js'

/** One look at all sessions this often: a timer a connection would cost more than it finds. */
const lookEveryMs = 5_000
const pingAfterMs = 30_000
const deadAfterMs = 80_000

/** Returns its end. */
export function watchSessions(sessions: ReadonlySet<Session>, clock: Clock): () => void {
  let cancel = clock.after(lookEveryMs, function look() {
    cancel = clock.after(lookEveryMs, look)
    const now = clock.monotonic()
    for (const session of sessions) {
      const silentMs = now - session.heardAt
      if (silentMs >= deadAfterMs) {
        session.outlet.connection.close(closeCode.retry, 'silent')
      } else if (silentMs >= pingAfterMs && now - session.pingedAt >= pingAfterMs) {
        session.pingedAt = now
        sendFrame(session.outlet, { type: 'ping', number: 0 })
      }
    }
  })
  return () => cancel()
}
