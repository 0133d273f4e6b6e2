// One writes, and waits for a reader before it writes on: nothing can be merged.

import { openClient } from '../clients/open-client.js'
import { startReaders } from '../clients/readers.js'
import { cpuMsOf } from '../run/process-cost.js'
import { quantile } from '../run/quantile.js'
import { typedText } from './large-document.js'
import { passed, type Scenario, scaled } from './scenario.js'

const document = 'n/shared'

export const oneInFlight: Scenario = {
  name: 'one-in-flight',
  title: '1 writer to 50 readers, the next keystroke when the last has arrived',
  figures: {
    p50: { unit: 'ms p50', better: 'less', digits: 2 },
    p99: { unit: 'ms p99', better: 'less', digits: 2 },
    cpu: { unit: 'server CPU s per 1,000 deliveries', better: 'less', digits: 5 }
  },
  suits: () => true,
  run: async (world) => {
    const { server, scope, folder } = world
    const { dialect } = server
    const { url, pid } = await server.start(scope, folder)
    const clients = Math.max(2, scaled(50, world))
    const readers = startReaders(scope, {
      dialect,
      url,
      document,
      name: 'reader',
      clients: clients - 1,
      atOnce: 10
    })
    let arrived = (): void => undefined
    await openClient(dialect, { scope, url, document, name: 'near', onContent: () => arrived() })
    const writer = await openClient(dialect, { scope, url, document, name: 'writer' })
    const { updates, text } = typedText(world, 1_000, 1)
    await readers.open
    await passed(500)
    const cpu = await cpuMsOf(pid)
    const times: number[] = []
    for (const update of updates) {
      const from = performance.now()
      const seen = new Promise<void>((resolve) => {
        arrived = resolve
      })
      writer.send([update])
      await seen
      times.push(performance.now() - from)
    }
    await readers.done
    const cpuMs = (await cpuMsOf(pid)) - cpu
    await readers.expectText(text)
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), cpu: cpuMs / (updates.length * clients) }
  }
}
