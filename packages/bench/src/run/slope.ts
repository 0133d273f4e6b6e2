// The line through measured points.

/** Of the line of least squares: how much the second value grows as the first grows by one. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const middle = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const x0 = middle(points.map(([x]) => x))
  const y0 = middle(points.map(([, y]) => y))
  let products = 0
  let squares = 0
  for (const [x, y] of points) {
    products += (x - x0) * (y - y0)
    squares += (x - x0) ** 2
  }
  return products / squares
}
