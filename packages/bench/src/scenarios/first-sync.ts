// A device that has nothing comes to a space of ten thousand notes.

import { itemsIn } from '../clients/frames.js'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { openNotes } from './open-notes.js'
import { passed, type Scenario } from './scenario.js'

const noteLength = 4_000
const patienceMs = 60_000

export const firstSync: Scenario = {
  name: 'first-sync',
  title: 'a device that has nothing comes to 10,000 notes of 4 KB',
  figures: {
    rate: { unit: 'MB/s', better: 'more', digits: 1 },
    share: { unit: 'bytes in, in the notes’ own size', better: 'less', digits: 3 },
    first: { unit: 'ms until the first notes', better: 'less', digits: 0 }
  },
  suits: ({ dialect }) => dialect === 'weft',
  run: async (world) => {
    const { base, notes } = await openNotes(world, noteLength)
    const noteBytes = notes.reduce((sum, { state }) => sum + state.length, 0)

    const messages: Buffer[] = []
    const from = performance.now()
    let first = 0
    let lastAt = 0
    let received = 0
    const device = await openClient('weft', {
      ...{ ...base, name: 'device' },
      onContent: (message) => {
        messages.push(message)
        received += message.length
        lastAt = performance.now()
        first ||= lastAt - from
      }
    })
    while (received < noteBytes) {
      if (performance.now() - from > patienceMs)
        throw new NotWhatWasSent('the notes did not come within 60 s')
      await passed(10)
    }
    await passed(500)
    const found = new Map(itemsIn(messages).map(({ document, payload }) => [document, payload]))
    for (const { document, state } of notes) {
      const payload = found.get(document)
      if (!payload || Buffer.compare(payload, state) !== 0) throw new NotWhatWasSent(`${document} differs`)
    }
    const rate = noteBytes / 1_000 / (lastAt - from)
    return { rate, share: device.bytes().in / noteBytes, first }
  }
}
