import { expect, it } from 'vitest'
import { slope } from './slope.js'

it('M2 growth is that of the line through the points', () => {
  expect(
    slope([
      [1, 10],
      [2, 12],
      [4, 16]
    ])
  ).toBeCloseTo(2)
  expect(
    slope([
      [0, 1],
      [1, 0],
      [2, 2],
      [3, 1]
    ])
  ).toBeCloseTo(0.2)
})
