// Very many ask for one document at the same moment.

import { openClient } from '../clients/open-client.js'
import { startReaders } from '../clients/readers.js'
import { typeText } from '../documents/typing.js'
import { cpuMsOf, memoryOf } from '../run/process-cost.js'
import { largeDocument } from './large-document.js'
import { passed, type Scenario, scaled, wallMs } from './scenario.js'

const document = 'n/large'
/** About 1 MB of state. */
const edits = 130_000

export const joiners: Scenario = {
  name: 'joiners',
  title: '1,000 clients join a document of 1 MB at once',
  figures: {
    seconds: { unit: 's until all have it', better: 'less', digits: 2 },
    cpu: { unit: 'server CPU s', better: 'less', digits: 2 },
    memory: { unit: 'MB over idle at most', better: 'less', digits: 0 }
  },
  suits: ({ keeps }) => keeps,
  run: async (world) => {
    const { server, scope, folder } = world
    const { url, pid } = await server.start(scope, folder)
    const { dialect } = server
    const { state } = largeDocument(world, edits)
    const { updates, text } = typeText(1, 3, state)
    const author = await openClient(dialect === 'weft' ? 'yjs' : dialect, {
      scope,
      url,
      document,
      name: 'author'
    })
    author.send([state, ...updates])
    await passed(3_000)
    const cpu = await cpuMsOf(pid)
    const idle = await memoryOf(pid)
    const from = wallMs()
    const clients = scaled(1_000, world, 'devices')
    const readers = startReaders(scope, { dialect, url, document, name: 'reader', clients, atOnce: clients })
    const { at } = await readers.done
    const figures = {
      seconds: (at - from) / 1_000,
      cpu: ((await cpuMsOf(pid)) - cpu) / 1_000,
      memory: ((await memoryOf(pid)).peakBytes - idle.rssBytes) / 2 ** 20
    }
    await readers.expectText(text)
    return figures
  }
}
