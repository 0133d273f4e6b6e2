// Oracles of typed fields: what everybody did to them, compared with what the log says of them in the end.

import { holds } from '../devices/edit.js'
import { readTyped } from '../devices/typed-edit.js'
import type { World } from '../world/world.js'

/** V2, V3: of what is in the log, all additions count, and the writes stand that no other one had seen. */
export async function judgeTypedFields(world: World): Promise<void> {
  const { typed, judge, swarm, truth } = world
  if (!typed) return
  for (const space of swarm.spaces) {
    for (const document of swarm.documents) {
      const ydoc = await truth.document(space, document)
      const kept = typed.of(space, document).filter(({ update }) => holds(ydoc, update))
      const { sum, writes } = readTyped(ydoc)
      const additions = kept.flatMap((deed) => (deed.kind === 'addition' ? [deed.amount] : []))
      const expected = additions.reduce((total, amount) => total + amount, 0)
      judge.expect('added up exactly', sum === expected, () => `${sum} and not ${expected} in ${document}`)
      const written = kept.flatMap((deed) => (deed.kind === 'write' ? [deed] : []))
      const seen = new Set(written.flatMap((deed) => deed.seen))
      const standing = written.flatMap(({ id }) => (seen.has(id) ? [] : [id])).sort()
      judge.expect(
        'writes stand until they are seen',
        standing.join() === [...writes].sort().join(),
        () => `${writes} stand in ${document}, and ${standing} were seen by nobody`
      )
    }
  }
}
