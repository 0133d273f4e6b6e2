import { describe, expect, it } from 'vitest'
import type { Scenario, World } from '../scenarios/scenario.js'
import { scaled } from '../scenarios/scenario.js'
import { servers } from '../servers/table.js'
import { measureGrowth } from './measure.js'
import { plot } from './plot.js'
import { growths } from './table.js'

const seen: number[] = []
const pretended: Scenario = {
  name: 'pretended',
  title: 'nothing',
  figures: { cost: { unit: 'ms <each>', better: 'less', digits: 0 } },
  suits: () => true,
  run: async (world: World) => {
    const count = scaled(50, world, 'devices')
    seen.push(count)
    return { cost: count * 2 }
  }
}

describe('growth', () => {
  it('M2 is measured at one, ten and a hundred times of one thing, everything else as published', async () => {
    for (const { sizes, published, scenario, figures } of growths) {
      expect(sizes[1]).toBe(10 * sizes[0])
      expect(sizes[2]).toBe(100 * sizes[0])
      expect(sizes, scenario.name).toContain(published)
      for (const figure of figures) expect(Object.keys(scenario.figures)).toContain(figure)
    }
    const [grown] = await measureGrowth(
      {
        ...{ scenario: pretended, of: 'devices', sizes: [5, 50, 500], published: 50 },
        ...{ unit: 'devices', figures: ['cost'] }
      },
      { servers: servers.slice(0, 1), rounds: 2, scale: 1, onTurn: () => undefined }
    )
    expect(seen).toEqual([5, 5, 50, 50, 500, 500])
    expect(grown?.points).toEqual([
      [5, 10],
      [50, 100],
      [500, 1_000]
    ])
  })

  it('M2 is drawn with every value that was measured', () => {
    const shared = { scenario: 'idle', title: '', unit: 'devices', figure: 'each', figureUnit: 'KB <each>' }
    const drawn = plot([
      {
        ...shared,
        server: 'weft',
        points: [
          [1, 19.23],
          [10, 12_345],
          [100, 2_000_000]
        ]
      },
      {
        ...shared,
        server: 'peer',
        points: [
          [1, 8],
          [10, 9],
          [100, 10]
        ]
      }
    ])
    for (const value of ['>19<', '>12.3k<', '>2M<', '>8<', '>weft<', '>peer<', 'KB &lt;each>']) {
      expect(drawn).toContain(value)
    }
    expect(drawn.match(/<polyline/g)).toHaveLength(2)
  })
})
