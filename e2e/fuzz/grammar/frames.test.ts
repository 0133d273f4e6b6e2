import { readdirSync, readFileSync } from 'node:fs'
import { createSeededRandom } from '@weft/base/testing'
import { parseFrame } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { writeFrame } from './frames.js'
import { writeHostile } from './hostile-writer.js'

const golden = new URL('../../../packages/protocol/src/golden/', import.meta.url)
const lines = readdirSync(golden).flatMap((name) =>
  [readFileSync(new URL(name, golden), 'utf8').replace(/\s/g, '')].map((hex) => [name, hex] as const)
)

describe('the grammar of frames', () => {
  it.each(lines)('P9 writes %s as the golden file has it, when nothing is hostile', (_, hex) => {
    const parsed = parseFrame(Buffer.from(hex, 'hex'))
    if (!parsed.ok) throw new Error(parsed.error.message)
    const written = writeHostile(createSeededRandom(1), 0, (writer) => writeFrame(writer, parsed.value))
    expect(Buffer.from(written).toString('hex')).toBe(hex)
  })

  it('P5 meets frames that can be read and frames that cannot, when a field in ten is hostile', () => {
    const random = createSeededRandom(2)
    const answers = { readable: 0, unreadable: 0 }
    for (const [, hex] of lines) {
      const parsed = parseFrame(Buffer.from(hex, 'hex'))
      if (!parsed.ok) throw new Error(parsed.error.message)
      for (let time = 0; time < 200; time++) {
        const bytes = writeHostile(random, 0.1, (writer) => writeFrame(writer, parsed.value))
        answers[parseFrame(bytes).ok ? 'readable' : 'unreadable']++
      }
    }
    expect(answers.readable).toBeGreaterThan(500)
    expect(answers.unreadable).toBeGreaterThan(500)
  })
})
