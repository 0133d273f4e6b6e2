// A trace with the shape of a real one, for when none is given. The same each time.

import { createSeededRandom } from '@weft/base/testing'
import type { Patch, Trace, Transaction } from './trace.js'

/** Means of runs, in patches of one character, and what comes after a run: as in automerge-paper. */
const run = { typing: 29, deleting: 17.5 } as const
const jumpsAfterRun = 0.51
const typesAfterJump = 0.755
/** Characters; half of all jumps are shorter than its root, 46. */
const farthestJump = 2_116

/**
 * One agent types in runs, takes back in runs, and goes elsewhere now and then: `count` transactions of one patch of
 * one character each. Measured with trace-shape.ts, and structs in the document's store, beside automerge-paper and, for
 * how far they differ among themselves, json-crdt-patch, both from github.com/josephg/editing-traces (CC BY 4.0 there):
 *
 * | | this, 260,000 | automerge-paper | json-crdt-patch | editHeavily, 200,000 |
 * | --- | --- | --- | --- | --- |
 * | patches | 260,000 | 259,778 | 18,723 | 200,000 |
 * | that delete | 29.8 % | 29.8 % | 17.5 % | 29.9 % |
 * | that jump | 2.0 % | 2.1 % | 11.5 % | 30.0 % |
 * | a run of typing, of deleting, patches | 28.7, 17.4 | 29.0, 17.5 | 7.3, 2.2 | 2.0, 1.3 |
 * | characters typed by a patch | 1 | 1 | 5.3 | 2 |
 * | characters kept of those typed | 57.6 % | 57.5 % | 57.8 % | 67.9 % |
 * | structs a character kept | 0.12 | 0.10 | 0.08 | 0.67 |
 * | bytes a patch, as Yjs encodes it | 1.23 | 1.11 | 6.15 | 11.5 |
 */
export function generateTrace(count: number): Trace {
  const random = createSeededRandom(count)
  const transactions: Transaction[] = []
  const characters: string[] = []
  let at = 0
  let kind: keyof typeof run = 'typing'

  const add = (patch: Patch): void => {
    const index = transactions.length
    transactions.push({ agent: 0, parents: index === 0 ? [] : [index - 1], patches: [patch] })
  }
  while (transactions.length < count) {
    if (kind === 'deleting' && at > 0) {
      at -= 1
      characters.splice(at, 1)
      add([at, 1, ''])
    } else {
      const character = random.chance(0.18) ? ' ' : String.fromCharCode(97 + random.below(26))
      characters.splice(at, 0, character)
      add([at, 0, character])
      at += 1
    }
    if (!random.chance(1 / run[kind])) continue
    if (random.chance(jumpsAfterRun)) {
      const distance = Math.round(farthestJump ** random.float()) * (random.chance(0.5) ? 1 : -1)
      at = Math.max(0, Math.min(characters.length, at + distance))
      kind = random.chance(typesAfterJump) ? 'typing' : 'deleting'
    } else kind = kind === 'typing' ? 'deleting' : 'typing'
  }
  return { agents: 1, startContent: '', endContent: characters.join(''), transactions }
}
