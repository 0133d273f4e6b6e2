// Figures as they are written down: medians, with the range they lie in.

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Prints a line: what, median, least and most, and of how many. */
export function tell(what: string, values: readonly number[], unit: string): void {
  const round = (value: number): string => value.toFixed(value < 100 ? 1 : 0)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  console.log(
    `${what}: ${round(median(values))} ${unit} (${round(least)} to ${round(most)}, ${values.length} times)`
  )
}
