// Parts of the app that are no part of the first load. Once the app is installed they are all on the device; in the first
// moments of a first visit the network may go before they came, and then they come when it is there again.

import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const againMs = 1_000

/** Never rejects: what waits for it shows nothing meanwhile, which is better than an app that is gone. */
export async function loadLater<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, againMs))
    }
  }
}

export const lazyPart = <P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> =>
  lazy(() => loadLater(load).then((component) => ({ default: component })))
