// A bound on the bytes that wait in sockets for guests who join: whoever comes beyond it waits, first come first served.

export interface ByteBudget {
  /** Resolves when there is room; call what it gives when the bytes have left. More than the whole budget goes alone. */
  enter(bytes: number): Promise<() => void>
  readonly usedBytes: number
}

export function createByteBudget(boundBytes: number): ByteBudget {
  const waiting: { readonly bytes: number; readonly enter: () => void }[] = []
  let used = 0
  const next = (): void => {
    for (
      let first = waiting[0];
      first && (used === 0 || used + first.bytes <= boundBytes);
      first = waiting[0]
    ) {
      waiting.shift()
      used += first.bytes
      first.enter()
    }
  }
  return {
    enter: (bytes) =>
      new Promise((resolve) => {
        let left = false
        const leave = (): void => {
          if (left) return
          left = true
          used -= bytes
          next()
        }
        waiting.push({ bytes, enter: () => resolve(leave) })
        next()
      }),
    get usedBytes() {
      return used
    }
  }
}
