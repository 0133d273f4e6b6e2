import { expect, it } from 'vitest'
import { capacityOf } from './model.js'

it('M2 the model gives back what its constants were measured at', () => {
  const small = capacityOf({ devices: 200, pushesPerSecond: 40, readers: 10 })
  expect(small).toEqual({ cpu: 20, memoryMb: 96 + 17.578125, storedBytes: 11_600, sentBytes: 72_000 })
  const larger = capacityOf({ devices: 800, pushesPerSecond: 160, readers: 10 })
  expect(larger.cpu).toBeCloseTo(41.7, 1)
  expect(larger.memoryMb).toBeCloseTo(166, 0)
})
