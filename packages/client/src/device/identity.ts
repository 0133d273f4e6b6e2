// The device's identity in its own store: read by every tab, made by the first.

import { createSignal, type Random, randomId, type Signal } from '@weft/base'
import type { HelloDevice } from '@weft/protocol'
import { decodeIdentity, encodeIdentity, type Identity, identityKey } from '../records/identity-record.js'
import type { Store } from '../store/port.js'

export interface IdentityKeeper {
  readonly identity: Signal<Identity>
  /** Writes a change over what the store holds now. */
  change(change: (identity: Identity) => Identity): Promise<void>
  /** Another tab changed it. */
  reread(): Promise<void>
}

const proofBytes = 32

function createIdentity(random: Random, name: string): Identity {
  return {
    device: randomId(random),
    tabs: randomId(random),
    proof: random.bytes(proofBytes),
    name,
    relay: null
  }
}

/** Of a store that was copied and is another device's now. */
export const copyIdentity = (random: Random, known: Identity): Identity => ({
  ...createIdentity(random, `${known.name} (copy)`.slice(0, 128)),
  tabs: known.tabs,
  relay: known.relay
})

/** What a hello tells of the device. */
export const toHelloDevice = (
  { device, proof, name }: Identity,
  app: Pick<HelloDevice, 'platform' | 'appVersion' | 'schemas'>
): HelloDevice => ({ id: device, proof, name, ...app })

export async function openIdentity(store: Store, random: Random, name: string): Promise<IdentityKeeper> {
  /** `known` takes the place of what the store does not have. */
  const write = (known: Identity, change: (identity: Identity) => Identity): Promise<Identity> =>
    store.write(['meta'], async (tx) => {
      const bytes = await tx.get('meta', identityKey)
      const next = change(bytes ? decodeIdentity(bytes) : known)
      tx.put('meta', identityKey, encodeIdentity(next))
      return next
    })
  const bytes = await store.read(['meta'], (tx) => tx.get('meta', identityKey))
  const identity = createSignal(
    bytes ? decodeIdentity(bytes) : await write(createIdentity(random, name), (made) => made)
  )
  return {
    identity,
    // A store that was emptied meanwhile makes nobody else of a device that runs.
    change: async (change) => identity.set(await write(identity.get(), change)),
    reread: async () => {
      const found = await store.read(['meta'], (tx) => tx.get('meta', identityKey))
      if (found) identity.set(decodeIdentity(found))
    }
  }
}
