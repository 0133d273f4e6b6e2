// Which rows of a long list are drawn: those in sight and some around them. Ten thousand notes draw a dozen rows.

export interface RowWindow {
  readonly first: number
  /** Exclusive. */
  readonly end: number
}

const around = 6

export function rowWindow(scrollTop: number, height: number, rowHeight: number, rows: number): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - around)
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + around)
  return { first: Math.min(first, end), end }
}

/** Where to scroll so that the row is wholly in sight; the present place when it is. */
export function scrollTopFor(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  return Math.max(scrollTop, top + rowHeight - height)
}
