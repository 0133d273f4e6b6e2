// What a device runs on, made mortal: when it dies its timers never fire, and its store takes nothing more.

import type { Clock } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import { type Store, StoreError, type StoreProvider } from '@weft/client'

export interface Life {
  isAlive: boolean
  /** Chance that a write fails as on a full disk, before or after its body ran. */
  storeFaults: number
}

export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: clock.now,
    monotonic: clock.monotonic,
    after: (delayMs, action) =>
      clock.after(delayMs, () => {
        if (life.isAlive) action()
      })
  }
}

export function mortalStores(
  stores: StoreProvider,
  life: Life,
  random: SeededRandom,
  failed: () => void
): StoreProvider {
  const alive = (): void => {
    if (!life.isAlive) throw new StoreError('storage-closed', 'the process is dead')
  }
  return {
    open: async (name) => {
      alive()
      const store = await stores.open(name)
      const mortal: Store = {
        read: async (tables, body) => {
          alive()
          return store.read(tables, body)
        },
        write: async (tables, body) => {
          alive()
          if (random.chance(life.storeFaults)) {
            failed()
            throw new StoreError('storage-full', 'no room')
          }
          return store.write(tables, async (tx) => {
            const value = await body(tx)
            // Death or a full disk at the last moment: the transaction does not complete.
            alive()
            if (random.chance(life.storeFaults)) {
              failed()
              throw new StoreError('storage-full', 'no room at commit')
            }
            return value
          })
        },
        persistence: store.persistence,
        onTrouble: store.onTrouble,
        close: store.close
      }
      return mortal
    }
  }
}
