// What every part of one running relay shares.

import type { Clock, Random } from '@weft/base'
import type { Limits } from '@weft/protocol'
import type { Log } from '../log/port.js'
import type { Counters } from './counters.js'
import type { Health } from './health.js'
import type { Logger } from './logger.js'
import type { UnderWay } from './under-way.js'

export interface Core {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly limits: Limits
  /** None: every device that reaches the relay is served (loopback, SPEC A1). */
  readonly secret: string | null
  /** Opens the endpoints of other Yjs clients for reading alone; null when there is none (SPEC F3). */
  readonly readSecret: string | null
  readonly health: Health
  readonly counters: Counters
  /** Writes that the log has been asked for and that a relay which stops waits for. */
  readonly writes: UnderWay
}
