// One writes a burst of keystrokes into a document that many read.

import { openClient } from '../clients/open-client.js'
import { startReaders } from '../clients/readers.js'
import { cpuMsOf } from '../run/process-cost.js'
import { typedText } from './large-document.js'
import { passed, type Scenario, scaled, wallMs } from './scenario.js'

const document = 'n/shared'

export const fanOut: Scenario = {
  name: 'fan-out',
  title: '1 writer sends 10,000 keystrokes at once to 50 readers',
  figures: {
    deliveries: { unit: 'deliveries/s', better: 'more', digits: 0 },
    cpu: { unit: 'server CPU s per 1,000 deliveries', better: 'less', digits: 5 }
  },
  suits: () => true,
  run: async (world) => {
    const { server, scope, folder } = world
    const { url, pid } = await server.start(scope, folder)
    const { dialect } = server
    const clients = scaled(50, world, 'devices')
    const readers = startReaders(scope, { dialect, url, document, name: 'reader', clients, atOnce: 10 })
    const writer = await openClient(dialect, { scope, url, document, name: 'writer' })
    const { updates, text } = typedText(world, 10_000, 1)
    await readers.open
    await passed(500)
    const cpu = await cpuMsOf(pid)
    const from = wallMs()
    // In small groups, so that what one receives leaves for the server while the next is made.
    for (let index = 0; index < updates.length; index += 100) {
      writer.send(updates.slice(index, index + 100))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { at } = await readers.done
    const cpuMs = (await cpuMsOf(pid)) - cpu
    await readers.expectText(text)
    const deliveries = updates.length * clients
    return { deliveries: (deliveries * 1_000) / (at - from), cpu: cpuMs / deliveries }
  }
}
