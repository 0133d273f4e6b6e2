import { defaultLimits, encodeFrame, type Push, parseFrame } from '@weft/protocol'
import { expect, it } from 'vitest'
import { type Assembly, idleAssembly, takePart } from './push-assembly.js'

/** As it comes from a socket: its content is a view of the whole frame, and the frame goes on for a mebibyte (P3). */
function received(push: Push): Push {
  const frame = parseFrame(Buffer.concat([encodeFrame(push), new Uint8Array(1024 * 1024)]))
  if (!frame.ok || frame.value.type !== 'push') throw new Error('no push')
  return frame.value
}

const part = (number: number): Push =>
  received({
    ...{
      type: 'push',
      space: 'notes',
      replica: 'r1',
      batch: 1,
      chain: new Uint8Array(32),
      part: number,
      parts: 3
    },
    content: Uint8Array.of(number)
  })

it('P4 what waits for more parts holds on to its own bytes alone, not to the frames that it came in', () => {
  let assembly: Assembly = idleAssembly
  for (const number of [0, 1]) assembly = takePart(assembly, part(number), 0, defaultLimits).assembly
  expect(assembly.kind === 'gathering' && assembly.parts.map(({ buffer }) => buffer.byteLength)).toEqual([
    1, 1
  ])
  const first: Push | undefined = assembly.kind === 'gathering' ? assembly.first : undefined
  expect(first?.content.buffer.byteLength).toBe(1)
  expect(first?.chain.buffer.byteLength).toBe(32)
  const { outcome } = takePart(assembly, part(2), 0, defaultLimits)
  expect(outcome).toMatchObject({ kind: 'whole', batch: { content: Uint8Array.of(0, 1, 2) } })
})

it('P4 so does a batch of one part, which may wait for its turn', () => {
  const whole = received({ ...part(0), part: 0, parts: 1 })
  const { outcome } = takePart(idleAssembly, whole, 0, defaultLimits)
  expect(outcome.kind === 'whole' && outcome.batch.content.buffer.byteLength).toBe(1)
})
