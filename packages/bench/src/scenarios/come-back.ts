// A device comes back to a space of ten thousand notes, of which a hundred were changed.

import * as Y from 'yjs'
import { itemsIn } from '../clients/frames.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { type Note, words } from '../documents/many-notes.js'
import { openNotes } from './open-notes.js'
import { passed, type Scenario } from './scenario.js'

const noteLength = 400
/** A line somebody wrote. */
const lineLength = 60

export const comeBack: Scenario = {
  name: 'come-back',
  title: 'a device comes back, a line was written into each of 100 of 10,000 notes',
  figures: {
    bytes: { unit: 'bytes in and out', better: 'less', digits: 0 },
    share: { unit: 'bytes in, in the changes’ own size', better: 'less', digits: 2 },
    ms: { unit: 'ms until it has them', better: 'less', digits: 1 }
  },
  suits: ({ dialect }) => dialect === 'weft',
  run: async (world) => {
    const { base, notes, author } = await openNotes(world, noteLength)
    const device = await openClient('weft', { ...base, name: 'device' })
    const { place } = device
    device.close()

    const every = Math.max(1, Math.floor(notes.length / 100))
    const changes = notes.filter((_, index) => index % every === 0).map((note) => change(note))
    const changeBytes = changes.reduce((sum, { update }) => sum + update.length, 0)
    for (const { document, update } of changes) author.send([update], document)
    await author.stored(notes.length + changes.length)

    const messages: Buffer[] = []
    const from = performance.now()
    let lastAt = 0
    const back = await openClient('weft', {
      ...{ ...base, name: 'device', back: { state: Uint8Array.of(0, 0), place } },
      onContent: (message) => {
        messages.push(message)
        lastAt = performance.now()
      }
    })
    await passed(1_000)
    const found = itemsIn(messages)
    if (found.length !== changes.length) throw new NotWhatWasSent(`${found.length} changes came`)
    changes.forEach(({ document, update }, index) => {
      const came = found[index]
      if (came?.document === document && Buffer.compare(came.payload, update) === 0) return
      throw new NotWhatWasSent(`the change of ${document} is not what came`)
    })
    const bytes = back.bytes()
    return { bytes: bytes.in + bytes.out, share: bytes.in / changeBytes, ms: lastAt - from }
  }
}

function change({ document, ydoc }: Note): { readonly document: string; readonly update: Uint8Array } {
  const vector = Y.encodeStateVector(ydoc)
  const text = ydoc.getText('text')
  text.insert(text.length, words(text.length, lineLength))
  return { document, update: Y.encodeStateAsUpdate(ydoc, vector) }
}
