// Very many small documents are open at once: what a server keeps in memory for each, then and after all have left.

import * as Y from 'yjs'
import { openClient } from '../clients/open-client.js'
import { typeText } from '../documents/typing.js'
import { inGroups } from '../run/in-groups.js'
import { memoryOf } from '../run/process-cost.js'
import { expectDocument } from './expect-document.js'
import { passed, type Scenario, scaled } from './scenario.js'
import { settledMs } from './store-document.js'

const openedAtOnce = 50
/** So many are looked at again. */
const looked = 20

export const openDocuments: Scenario = {
  name: 'open-documents',
  title: '2,000 documents of 10 KB, each open in a client of its own',
  figures: {
    open: { unit: 'KB a document, open', better: 'less', digits: 0 },
    closed: { unit: 'KB a document, after all have left', better: 'less', digits: 0 }
  },
  suits: ({ keeps }) => keeps,
  run: async (world) => {
    const { server, scope, folder } = world
    const { url, pid } = await server.start(scope, folder)
    await passed(1_000)
    const { rssBytes: before } = await memoryOf(pid)
    const count = scaled(2_000, world)
    const { state, text } = smallDocument()
    // A space of its own: a device of Weft is sent all of its space.
    const roomOf = (index: number) => ({ scope, url, document: `n/${index}`, space: `space-${index}` })
    const clients = await inGroups(count, openedAtOnce, async (index) => {
      const client = await openClient(server.dialect, { ...roomOf(index), name: `client-${index}` })
      client.send([state])
      return client
    })
    await passed(settledMs)
    const perDocument = async (): Promise<number> => ((await memoryOf(pid)).rssBytes - before) / 1024 / count
    const open = await perDocument()
    for (let index = 0; index < count; index += Math.ceil(count / looked)) {
      await expectDocument(server.dialect, { ...roomOf(index), name: `looker-${index}` }, text)
    }
    for (const client of clients) client.close()
    await passed(10_000 * Math.max(0.1, world.scale))
    return { open, closed: await perDocument() }
  }
}

/** 10 KB of text, typed in words. */
function smallDocument(): { readonly state: Uint8Array; readonly text: string } {
  const ydoc = new Y.Doc()
  ydoc.clientID = 5
  const text = ydoc.getText('text')
  const words = typeText(200, 5).text
  while (text.length < 10_000) text.insert(text.length, words)
  return { state: Y.encodeStateAsUpdate(ydoc), text: text.toString() }
}
