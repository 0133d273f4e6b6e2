import { entryKind, startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { openWorld } from './testing/open-world.js'

describe('push, receipt, entries', () => {
  it('B1 a push is answered with a receipt, and L2 others get its entries after that', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    const receipt = await ana.type('note')
    expect(receipt.position).toBe(1)
    await ben.untilPosition(1)
    expect(ben.entries()[0]).toMatchObject({ document: 'note', device: 'ana', kind: entryKind.update })
    ben.checkStream(startMark)
    await ana.untilPosition(1)
    expect(ana.entries()[0]?.payload).toBeNull()
    await world.relay.close()
  })
})
