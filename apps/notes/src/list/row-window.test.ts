import { expect, it } from 'vitest'
import { rowWindow, scrollTopFor } from './row-window.js'

it('N2 of ten thousand rows only those in sight and a few around are drawn', () => {
  const { first, end } = rowWindow(84 * 5000, 800, 84, 10_000)
  expect(first).toBeLessThanOrEqual(5000)
  expect(end).toBeGreaterThanOrEqual(5010)
  expect(end - first).toBeLessThan(30)
})

it('N2 a window stays within the rows, also when the list became shorter', () => {
  expect(rowWindow(0, 800, 84, 3)).toEqual({ first: 0, end: 3 })
  expect(rowWindow(84 * 5000, 800, 84, 3)).toEqual({ first: 3, end: 3 })
  expect(rowWindow(0, 800, 84, 0)).toEqual({ first: 0, end: 0 })
})

it('N2 the list scrolls only as far as the active row needs', () => {
  expect(scrollTopFor(0, 500, 800, 84)).toBe(0)
  expect(scrollTopFor(3, 0, 800, 84)).toBe(0)
  expect(scrollTopFor(20, 0, 800, 84)).toBe(21 * 84 - 800)
})
