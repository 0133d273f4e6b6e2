// A relay on a real socket over a memory log, for unmodified clients of other protocols.

import { setTimeout as passed } from 'node:timers/promises'
import { systemClock, systemRandom } from '@weft/base'
import { createMemoryLog } from '../../log/memory-log.js'
import type { Log } from '../../log/port.js'
import { openRelay, type Relay, type RelayOptions } from '../../relay.js'

export interface GuestWorld {
  readonly log: Log
  readonly relay: Relay
  /** `ws://127.0.0.1:7420`. */
  readonly url: string
  close(): Promise<void>
}

export type GuestWorldOptions = Partial<RelayOptions> & { readonly port?: number }

export async function openGuestWorld({ port = 0, ...options }: GuestWorldOptions = {}): Promise<GuestWorld> {
  const log = options.log ?? createMemoryLog({ random: systemRandom })
  const relay = openRelay({ clock: systemClock, random: systemRandom, ...options, log })
  const { url } = await relay.listen({ port, host: '127.0.0.1' })
  return { log, relay, url: url.replace('http', 'ws'), close: () => relay.close({ retryAfterMs: 0 }) }
}

/** Resolves when it holds; looks again and again. The test's own timeout is the bound. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await passed(5)
}
