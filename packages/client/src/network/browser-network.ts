// The network port in a browser, over NetworkInformation where there is one.

import type { Network } from './port.js'

/** What this needs of `navigator.connection`, which few browsers have, and not all of those with a `type`. */
export interface NetworkInformation extends EventTarget {
  readonly type?: string
  readonly saveData?: boolean
}

/** A mobile network counts as metered, and so does any on which the person asked the browser to save data. */
export function browserNetwork(
  connection = (globalThis.navigator as { connection?: NetworkInformation } | undefined)?.connection
): Network {
  return {
    metered: () => {
      if (!connection) return 'unknown'
      const { type = 'unknown', saveData } = connection
      if (saveData || type === 'cellular') return 'metered'
      return type === 'unknown' ? 'unknown' : 'unmetered'
    },
    onChange: (listener) => {
      connection?.addEventListener('change', listener)
      return () => connection?.removeEventListener('change', listener)
    }
  }
}
