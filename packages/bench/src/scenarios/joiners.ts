// Very many ask for one document at the same moment.

import * as Y from 'yjs'
import { openClient } from '../clients/open-client.js'
import { startReaders } from '../clients/readers.js'
import { endMark, typeText } from '../documents/typing.js'
import { cpuMsOf, memoryOf } from '../run/process-cost.js'
import { passed, type Scenario, scaled, wallMs } from './scenario.js'

const document = 'n/large'

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
    const { state, text } = largeText(scaled(1_000_000, world))
    const author = await openClient(dialect === 'weft' ? 'yjs' : dialect, {
      scope,
      url,
      document,
      name: 'author'
    })
    author.send([state])
    await passed(3_000)
    const cpu = await cpuMsOf(pid)
    const idle = await memoryOf(pid)
    const from = wallMs()
    const clients = scaled(1_000, world)
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

/** Words in one insertion each, the end mark last. */
function largeText(length: number): { readonly state: Uint8Array; readonly text: string } {
  const { text: words } = typeText(Math.min(length, 5_000), 7)
  const ydoc = new Y.Doc()
  const text = ydoc.getText('text')
  const line = words.replace(endMark, '\n')
  ydoc.transact(() => {
    while (text.length < length) text.insert(text.length, line)
    text.insert(text.length, endMark)
  })
  return { state: Y.encodeStateAsUpdate(ydoc), text: text.toString() }
}
