// Writes a log that has something of everything: several spaces, guests, opaque kinds, snapshots, deleted entries, checkpoints.

import { type BatchItem, entryKind } from '@weft/protocol'
import * as Y from 'yjs'
import type { Log } from '../log/port.js'
import { TestReplica } from './test-replica.js'

export const fullSpaces = ['plain', 'folded', 'long'] as const

/**
 * About 200 entries, and a space with `batches` times 100 small ones: from 11 on it has a checkpoint. The same bytes
 * every time, but for the epochs. Returns the replicas, which know what they were told.
 */
export async function writeFullLog(log: Log, batches = 11): Promise<TestReplica[]> {
  const edit = createEditor()
  const replicas: TestReplica[] = []
  for (const space of ['plain', 'folded'] as const) {
    const ana = new TestReplica(log, { space, device: `ana-${space}` })
    const ben = new TestReplica(log, { space, device: `ben-${space}` })
    for (const replica of [ana, ben]) await replica.greet()
    for (let round = 0; round < 8; round++) {
      for (let document = 0; document < 10; document++) {
        const writer = (round + document) % 2 === 0 ? ana : ben
        const text = `${space} ${round}.${document} by ${writer.device}; `
        await writer.push(edit(writer, `d/${document}-${writer.device}`, text))
      }
      await addGuestText(log, space, round)
      await ana.push(edit(ana, 'd/both', `round ${round} `), { ...opaque, document: 'd/opaque' })
      if (space === 'folded' && round === 4) await foldAll(log, space, ana.time)
      ana.time += 1_000
      ben.time += 1_000
    }
    await ana.report(ana.highest)
    replicas.push(ana, ben)
  }
  await foldAll(log, 'plain', null)
  const cho = new TestReplica(log, { space: 'long', device: 'cho' })
  await cho.greet()
  for (let batch = 0; batch < batches; batch++) {
    const items = Array.from({ length: 100 }, (_, item) => edit(cho, `n/${item % 20}`, `${batch}.${item} `))
    await cho.push(...items)
  }
  return [...replicas, cho]
}

/** Client ids count from one for each log: others were used by what was tested before. */
function createEditor() {
  const known = new Set<Y.Doc>()
  return (replica: TestReplica, document: string, text: string): BatchItem => {
    const doc = replica.doc(document)
    if (!known.has(doc)) doc.clientID = known.add(doc).size
    return replica.edit(document, text)
  }
}

const opaque = { kind: 200, edits: 1, payload: new TextEncoder().encode('what only others know') }

const foldAll = (log: Log, space: string, deleteBefore: number | null) =>
  log.fold({ space, minEntries: 1, deleteBefore })

async function addGuestText(log: Log, space: string, round: number): Promise<void> {
  const doc = new Y.Doc()
  doc.clientID = 900_000 + round
  doc.getText('text').insert(0, `a guest in round ${round}`)
  const update = Y.encodeStateAsUpdate(doc)
  await log.appendUpdate({
    space,
    document: `g/${round}`,
    kind: entryKind.update,
    edits: 1,
    update,
    time: round
  })
}
