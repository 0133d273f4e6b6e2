// A bound on the bytes that wait in sockets for guests who join: whoever comes beyond it waits, first come first served.

export interface ByteBudget {
  /**
   * Resolves when there is room; call what it gives when the bytes have left. More than the whole budget goes alone. What
   * several wait to send counts once, so who sends what others are sending enters at once.
   */
  enter(of: object, bytes: number): Promise<() => void>
  readonly usedBytes: number
  /** Somebody waits for room. */
  readonly isCrowded: boolean
}

interface Held {
  readonly bytes: number
  holders: number
}

export function createByteBudget(boundBytes: number): ByteBudget {
  const waiting: {
    readonly of: object
    readonly bytes: number
    readonly enter: (leave: () => void) => void
  }[] = []
  const held = new Map<object, Held>()
  let used = 0

  const hold = (of: object, bytes: number): (() => void) => {
    const known = held.get(of) ?? { bytes, holders: 0 }
    if (known.holders === 0) used += bytes
    known.holders++
    held.set(of, known)
    let left = false
    return () => {
      if (left) return
      left = true
      known.holders--
      if (known.holders > 0) return
      held.delete(of)
      used -= known.bytes
      next()
    }
  }

  const next = (): void => {
    for (let first = waiting[0]; first; first = waiting[0]) {
      const hasRoom = used === 0 || held.has(first.of) || used + first.bytes <= boundBytes
      if (!hasRoom) return
      waiting.shift()
      first.enter(hold(first.of, first.bytes))
    }
  }

  return {
    enter: (of, bytes) =>
      new Promise((resolve) => {
        if (held.has(of)) resolve(hold(of, bytes))
        else {
          waiting.push({ of, bytes, enter: resolve })
          next()
        }
      }),
    get usedBytes() {
      return used
    },
    get isCrowded() {
      return waiting.length > 0
    }
  }
}
