// Ownership of what was opened: a scope closes its things once, newest first.

export type Close = () => void | Promise<void>

export interface Scope {
  /** Hands a closer to the scope; at once run if the scope is closed already. Returns the same closer. */
  own<C extends Close>(close: C): C
  readonly closed: boolean
  /** Idempotent. Runs every closer, newest first, and rejects with the first error after all have run. */
  close(): Promise<void>
}

export function createScope(): Scope {
  const closers: Close[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    const errors: unknown[] = []
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
  return {
    own: (close) => {
      if (closing) void close()
      else closers.push(close)
      return close
    },
    get closed() {
      return closing !== undefined
    },
    close: () => {
      closing ??= closeAll()
      return closing
    }
  }
}
