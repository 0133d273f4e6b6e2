// Opens a device: its identity, its tabs, the connection in the tab that leads, and the spaces that are asked for.

import { createScope, createSignal, randomId, systemClock, systemRandom } from '@weft/base'
import { isSpaceId } from '@weft/protocol'
import { browserNetwork } from '../network/browser-network.js'
import { identityStore } from '../records/identity-record.js'
import type { LinkState } from '../session/link-state.js'
import { createSession, type Session } from '../session/session.js'
import { createSpace } from '../space/open-space.js'
import type { Space, SpaceOptions } from '../space/space.js'
import { openSpaceCore } from '../space/space-core.js'
import type { SpaceCore, SpaceHost } from '../space/space-host.js'
import { openReopeningStore } from '../store/reopening-store.js'
import { browserTabs } from '../tabs/browser-tabs.js'
import { parseTabMessage, type TabMessage, toPosted } from '../tabs/messages.js'
import { soleTab } from '../tabs/sole-tab.js'
import { type Device, DeviceError, type DeviceOptions, type RelayAddress } from './device.js'
import { createDeviceTime } from './device-time.js'
import { copyIdentity, openIdentity, toHelloDevice } from './identity.js'
import { openNetworkUse } from './network-use.js'
import {
  assertTransport,
  isSameAddress,
  nowhere,
  platformTransport,
  toAddress,
  toPairing,
  toStored
} from './reach.js'

interface OpenSpace {
  readonly core: Promise<SpaceCore>
  face: Promise<Awaited<ReturnType<typeof createSpace<unknown>>>> | undefined
  /** Other tabs have it open, so the leading tab goes on serving it. */
  isWanted: boolean
}

/** For what fails where somebody else is told of it. */
const ignore = (): void => undefined

/** Rejects with StoreError when the device's own store cannot be opened. */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const tabs = options.tabs ?? (typeof document === 'undefined' ? soleTab() : browserTabs())
  const { platform = '', appVersion = '', schemas = [] } = options
  const transport = options.transport ?? platformTransport()
  if (options.relay) assertTransport(transport)
  const scope = createScope()
  const own = await openReopeningStore(options.stores, identityStore)
  scope.own(own.close)
  const keeper = await openIdentity(own, random, options.name ?? 'This device')
  const networkUse = await openNetworkUse(own, options.network ?? browserNetwork())
  scope.own(networkUse.close)
  const { identity } = keeper
  const name = createSignal(identity.get().name)
  const relay = createSignal<RelayAddress | null>(toAddress(identity.get().relay), isSameAddress)
  const link = createSignal<LinkState>({ kind: 'unpaired' })
  const spaces = new Map<string, OpenSpace>()
  const channel = tabs.channel(`weft ${identity.get().tabs}`)
  scope.own(channel.close)
  const post = (message: TabMessage): void => {
    if (!scope.closed) channel.post(toPosted(message))
  }
  let session: Session | undefined

  if (options.relay && !isSameAddress(relay.get(), options.relay)) {
    const address = options.relay
    await keeper.change((known) => ({ ...known, relay: toStored(address) }))
    relay.set(address)
  }

  const host: SpaceHost = {
    stores: options.stores,
    clock,
    random,
    newId: () => randomId(random),
    identity,
    platform,
    appVersion,
    schemas,
    link,
    isNetworkUp: () => globalThis.navigator?.onLine ?? true,
    post,
    edited: (space) => session?.edited(space),
    send: (space, frame) => session?.send(space, frame) ?? false,
    isLeading: () => session !== undefined,
    reconnect: () => session?.reconnect(),
    becomeOtherDevice: async () => {
      await keeper.change((known) => copyIdentity(random, known))
      post({ type: 'identity' })
    }
  }

  const lead = (): void => {
    const leading = createSession({
      transport: transport ?? nowhere,
      clock,
      random,
      device: () => toHelloDevice(identity.get(), { platform, appVersion, schemas })
    })
    session = leading
    leading.link.subscribe((state) => {
      if (session !== leading) return
      link.set(state)
      post({ type: 'link', link: state })
    })
    for (const { core } of spaces.values()) core.then(({ session: space }) => join(leading, space), ignore)
    leading.network(networkUse.permission.get())
    leading.pair(pairing())
    link.set(leading.link.get())
    post({ type: 'elected' })
  }

  const join = (leading: Session, space: SpaceCore['session']): void => {
    if (session === leading) leading.join(space)
  }

  const resign = (): void => {
    const leading = session
    session = undefined
    leading?.close()
  }

  /** What the leading tab knows of the connection, and is told of by nothing else. */
  const askLeader = (): void => {
    for (const space of spaces.keys()) post({ type: 'want', space })
  }

  const deposed = (): void => {
    resign()
    // What the tab that leads now told meanwhile was not for one that believed it led.
    askLeader()
  }

  const pairing = () => toPairing(relay.get())

  const identityChanged = (): void => {
    name.set(identity.get().name)
    const before = relay.get()
    relay.set(toAddress(identity.get().relay))
    if (!isSameAddress(before, relay.get())) session?.pair(pairing())
    else session?.reconnect()
  }

  const openCore = (space: string): OpenSpace => {
    let open = spaces.get(space)
    if (!open) {
      const core = openSpaceCore(space, host)
      open = { core, face: undefined, isWanted: false }
      spaces.set(space, open)
      core.then(
        (opened) => {
          if (session) join(session, opened.session)
          else post({ type: 'want', space })
        },
        () => spaces.delete(space)
      )
    }
    return open
  }

  const onMessage = (message: TabMessage): void => {
    switch (message.type) {
      case 'link':
        if (!session) link.set(message.link)
        break
      case 'elected':
        askLeader()
        break
      case 'want':
        if (!session) break
        openCore(message.space).isWanted = true
        post({ type: 'link', link: link.get() })
        toCore(message.space, message)
        break
      case 'retry':
        session?.retry()
        break
      case 'hint':
        session?.hint()
        break
      case 'forget':
        session?.send(message.space, { type: 'forget', space: message.space, device: message.device })
        break
      case 'identity':
        keeper.reread().then(identityChanged, ignore)
        break
      case 'settings':
        networkUse.reread().catch(ignore)
        break
      case 'summaries':
        spaces.get(message.space)?.face?.then((face) => face.rereadSummaries(message.documents), ignore)
        break
      default:
        toCore(message.space, message)
    }
  }
  const toCore = (space: string, message: TabMessage): void => {
    spaces.get(space)?.core.then((core) => core.receive(message), ignore)
  }

  scope.own(
    channel.onMessage((posted) => {
      const message = parseTabMessage(posted)
      if (message && !scope.closed) onMessage(message)
    })
  )

  const hint = (): void => {
    if (session) session.hint()
    else post({ type: 'hint' })
  }
  const eachCore = (act: (core: SpaceCore) => void): void => {
    for (const { core } of spaces.values()) core.then(act, ignore)
  }
  if (tabs.onLifecycle) {
    scope.own(
      tabs.onLifecycle((fact) => {
        if (fact === 'hidden') eachCore((core) => void core.queue.flush().catch(ignore))
        else {
          hint()
          // What was posted while this tab slept is in the store, but for what the leading tab knows of the connection.
          eachCore((core) => core.receive({ type: 'stored', space: core.name }))
          if (!session) askLeader()
        }
      })
    )
  }
  if (typeof globalThis.addEventListener === 'function') {
    globalThis.addEventListener('online', hint)
    scope.own(() => globalThis.removeEventListener('online', hint))
  }
  scope.own(networkUse.permission.subscribe((permission) => session?.network(permission)))
  scope.own(resign)
  scope.own(tabs.campaign(`weft ${identity.get().tabs}`, lead, deposed))

  return {
    get id() {
      return identity.get().device
    },
    name,
    rename: async (next) => {
      const called = next.trim().slice(0, 128)
      if (called === '') throw new DeviceError('name-empty', 'a device needs a name')
      await keeper.change((known) => ({ ...known, name: called }))
      post({ type: 'identity' })
      identityChanged()
    },
    relay,
    connect: async (address) => {
      assertTransport(transport)
      const stored = toStored(address)
      await keeper.change((known) => ({ ...known, relay: stored }))
      post({ type: 'identity' })
      identityChanged()
    },
    disconnect: async () => {
      await keeper.change((known) => ({ ...known, relay: null }))
      post({ type: 'identity' })
      identityChanged()
    },
    networks: networkUse.networks,
    allowNetworks: async (networks) => {
      await networkUse.allow(networks)
      post({ type: 'settings' })
    },
    metered: networkUse.metered,
    link,
    time: createDeviceTime(clock, link),
    retry: () => {
      eachCore((core) => void core.queue.flush().catch(ignore))
      if (session) session.retry()
      else post({ type: 'retry' })
    },
    openSpace: async <Summary>(space: string, spaceOptions: SpaceOptions<Summary> = {}) => {
      if (scope.closed) throw new DeviceError('device-closed', 'the device is closed')
      if (!isSpaceId(space)) throw new DeviceError('id-invalid', `not a space id: ${JSON.stringify(space)}`)
      const open = openCore(space)
      open.face ??= open.core.then((core) =>
        createSpace<unknown>(core, tabs, spaceOptions as SpaceOptions<unknown>, async () => {
          open.face = undefined
          // Another tab may rely on this one for the space; then only its face is closed.
          if (open.isWanted && session) return
          spaces.delete(space)
          session?.leave(space)
          await core.close()
        })
      )
      return (await open.face) as Space<Summary>
    },
    close: async () => {
      for (const { face, core } of [...spaces.values()]) {
        await face?.then((space) => space.close(), ignore)
        await core.then((opened) => opened.close(), ignore)
      }
      await scope.close()
    }
  }
}
