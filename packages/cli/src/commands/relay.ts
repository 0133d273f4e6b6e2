// weft relay: runs a relay on a data folder until it is told to stop.

import { systemClock, systemRandom } from '@weft/base'
import { pairingLinks } from '../relay/pairing-link.js'
import { parseRelayFlags, relayUsage } from '../relay/relay-flags.js'
import { startRelay } from '../relay/start-relay.js'
import { untilToldToStop } from '../relay/until-told-to-stop.js'
import type { Command } from '../terminal/command.js'
import { createLineLogger } from '../terminal/log-lines.js'

/** Devices come back after about this; their own backoff would have them wait no less. */
const retryAfterMs = 1_000

export const runRelay: Command = async (args, terminal) => {
  const flags = parseRelayFlags(args)
  if (!flags.ok) {
    terminal.error(`weft: ${flags.error}\n\n${relayUsage}`)
    return 2
  }
  if (flags.value === 'help') {
    terminal.print(relayUsage)
    return 0
  }
  // Before anything is opened: who reads that it listens may tell it to stop right then.
  const toldToStop = untilToldToStop(() => {
    terminal.error('weft: stopped at once; what was acknowledged is on disk')
    process.exit(1)
  })
  const logger = createLineLogger(systemClock, terminal)
  const started = await startRelay(flags.value, { clock: systemClock, random: systemRandom, logger })
  if (!started.ok) {
    terminal.error(`weft: ${started.error.name}: ${started.error.message}`)
    return 1
  }
  const { relay, listening, secret } = started.value
  terminal.print(`listening on ${listening.url}`)
  if (secret !== null)
    for (const link of pairingLinks(listening, secret)) terminal.print(`pair a device: ${link}`)
  await toldToStop
  await relay.close(retryAfterMs)
  return 0
}
