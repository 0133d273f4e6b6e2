// Whether the device may use the network it is on: the setting in its own store, and the network of the moment.

import { createSignal, type Signal } from '@weft/base'
import type { Metered, Network, Networks } from '../network/port.js'
import { decodeSettings, encodeSettings, firstSettings, settingsKey } from '../records/settings-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { NetworkPermission } from '../session/link.js'
import type { Store } from '../store/port.js'

export interface NetworkUse {
  readonly networks: Signal<Networks>
  readonly metered: Signal<Metered>
  readonly permission: Signal<NetworkPermission>
  /** Rejects with StoreError. */
  allow(networks: Networks): Promise<void>
  /** Another tab changed the setting. */
  reread(): Promise<void>
  close(): void
}

export async function openNetworkUse(store: Store, network: Network): Promise<NetworkUse> {
  const networks = createSignal<Networks>(await readNetworks(store))
  const metered = createSignal(network.metered())
  const permission = createSignal(judge(networks.get(), metered.get()))
  const judgeAgain = (): void => permission.set(judge(networks.get(), metered.get()))
  const stopListening = network.onChange(() => {
    metered.set(network.metered())
    judgeAgain()
  })
  const set = (next: Networks): void => {
    networks.set(next)
    judgeAgain()
  }
  return {
    networks,
    metered,
    permission,
    allow: async (next) => {
      await store.write(['meta'], async (tx) =>
        tx.put('meta', settingsKey, encodeSettings({ networks: next }))
      )
      set(next)
    },
    reread: async () => set(await readNetworks(store)),
    close: stopListening
  }
}

const judge = (networks: Networks, metered: Metered): NetworkPermission =>
  networks === 'unmetered' && metered === 'metered' ? 'metered' : 'open'

async function readNetworks(store: Store): Promise<Networks> {
  const bytes = await store.read(['meta'], (tx) => tx.get('meta', settingsKey))
  try {
    return (bytes ? decodeSettings(bytes) : firstSettings).networks
  } catch (error) {
    // A setting that is lost can be set again; notes must not be out of reach for it.
    if (error instanceof UnreadableRecord) return firstSettings.networks
    throw error
  }
}
