// A server that was started anew is asked for a large, heavily edited document.

import * as Y from 'yjs'
import { applyMessages } from '../clients/contents.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { cpuMsOf } from '../run/process-cost.js'
import { largeDocument } from './large-document.js'
import { passed, type Scenario } from './scenario.js'
import { storeDocument } from './store-document.js'

const document = 'n/large'
/** About 1.6 MB of state. */
const edits = 200_000

export const coldOpen: Scenario = {
  name: 'cold-open',
  title: 'a document of 200,000 edits from a server that was just started',
  figures: {
    ms: { unit: 'ms until all bytes are there', better: 'less', digits: 0 },
    cpu: { unit: 'server CPU s', better: 'less', digits: 2 },
    bytes: { unit: 'MB sent to the client', better: 'less', digits: 2 }
  },
  suits: ({ stores }) => stores,
  run: async (world) => {
    const { server, scope, folder } = world
    const { state, text } = largeDocument(world, edits)
    await storeDocument(world, document, state)
    const { url, pid } = await server.start(scope, folder)
    await passed(1_500)
    const cpu = await cpuMsOf(pid)
    const ydoc = new Y.Doc()
    const messages: Buffer[] = []
    let applied = 0
    let lastAt = 0
    const from = performance.now()
    const client = await openClient(server.dialect, {
      ...{ scope, url, document, name: 'fresh' },
      onContent: (message) => {
        messages.push(message)
        lastAt = performance.now()
      }
    })
    const isWhole = (): boolean => {
      applyMessages(ydoc, server.dialect, document, messages.slice(applied))
      applied = messages.length
      return ydoc.getText('text').toString() === text
    }
    for (let waited = 0; !isWhole(); waited += 50) {
      if (waited > 30_000) throw new NotWhatWasSent('the document did not come whole within 30 s')
      await passed(50)
    }
    return { ms: lastAt - from, cpu: ((await cpuMsOf(pid)) - cpu) / 1_000, bytes: client.bytes().in / 1e6 }
  }
}
