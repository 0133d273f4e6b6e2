// Recently read and encoded stretches of logs, shared by the devices that stand at the same place (SPEC L2).

/** The page of a space's entries after a position. */
export const entryPageKey = (space: string, after: number): string => `entries ${space} ${after}`

export interface Sized {
  readonly sizeBytes: number
}

export interface SharedReads {
  /** The value under the key, loading it once however many ask at the same time. A failed load is not kept. */
  get<T extends Sized>(key: string, load: () => Promise<T>): Promise<T>
  /** Keeps what came another way, such as a commit that was just fanned out. */
  put(key: string, value: Sized): void
}

interface Slot {
  readonly value: Promise<Sized>
  sizeBytes: number
}

/** Least recently used goes first, beyond `boundBytes` or `boundCount`. Keys of one shape must hold one type. */
export function createSharedReads(boundBytes: number, boundCount: number): SharedReads {
  const slots = new Map<string, Slot>()
  let total = 0
  const drop = (key: string, slot: Slot): void => {
    if (slots.get(key) !== slot) return
    slots.delete(key)
    total -= slot.sizeBytes
  }
  const settle = (slot: Slot, key: string, sizeBytes: number): void => {
    if (slots.get(key) !== slot) return
    slot.sizeBytes = sizeBytes
    total += sizeBytes
    for (const [oldest, other] of slots) {
      if (total <= boundBytes && slots.size <= boundCount) return
      if (other !== slot) drop(oldest, other)
    }
  }
  const keep = (key: string, slot: Slot): void => {
    const former = slots.get(key)
    if (former) drop(key, former)
    slots.set(key, slot)
  }
  return {
    get: <T extends Sized>(key: string, load: () => Promise<T>): Promise<T> => {
      const known = slots.get(key)
      if (known) {
        slots.delete(key)
        slots.set(key, known)
        return known.value as Promise<T>
      }
      const value = load()
      const slot: Slot = { value, sizeBytes: 0 }
      keep(key, slot)
      value.then(
        (loaded) => settle(slot, key, loaded.sizeBytes),
        () => drop(key, slot)
      )
      return value
    },
    put: (key, value) => {
      const slot: Slot = { value: Promise.resolve(value), sizeBytes: 0 }
      keep(key, slot)
      settle(slot, key, value.sizeBytes)
    }
  }
}
