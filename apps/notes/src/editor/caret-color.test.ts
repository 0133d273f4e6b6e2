import { expect, it } from 'vitest'
import { caretColor } from './caret-color.js'

const channel = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(color.slice(at, at + 2), 16) / 255)
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

it('N2 white words can be read on every colour of a caret', () => {
  const colors = new Set(Array.from({ length: 500 }, (_, n) => caretColor(`device-${n}`).color))
  expect(colors.size).toBeGreaterThan(5)
  for (const color of colors) expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThanOrEqual(4.5)
})
