// Values that change and facts that happen, with listeners that can leave.

export interface Signal<T> {
  get(): T
  /** Calls `listener` after each change (not for the present value). Returns its unsubscribe. */
  subscribe(listener: (value: T) => void): () => void
}

export interface WritableSignal<T> extends Signal<T> {
  /** Listeners are called when `Object.is` or the given equality tells the values apart. */
  set(value: T): void
}

export function createSignal<T>(initial: T, equal: (a: T, b: T) => boolean = Object.is): WritableSignal<T> {
  let current = initial
  const changed = createEmitter<T>()
  return {
    get: () => current,
    subscribe: changed.subscribe,
    set: (value) => {
      if (equal(current, value)) return
      current = value
      changed.emit(value)
    }
  }
}

export interface Emitter<T> {
  emit(fact: T): void
  subscribe(listener: (fact: T) => void): () => void
  readonly size: number
}

/** A listener that throws does not keep the fact from the others; the first error is thrown after all ran. */
export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(fact: T) => void>()
  return {
    emit: (fact) => {
      const errors: unknown[] = []
      for (const listener of [...listeners]) {
        try {
          listener(fact)
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
    subscribe: (listener) => {
      const own = (fact: T): void => listener(fact)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    get size() {
      return listeners.size
    }
  }
}
