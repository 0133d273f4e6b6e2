// The public face of a space, made from its core: status, devices, documents with summaries, what is set aside.

import { createSignal, type Signal } from '@weft/base'
import { DeviceError } from '../device/device.js'
import { assertDocumentId, DocumentError } from '../document/document.js'
import { discardSetAside, retrySetAside } from '../replica/decide-set-aside.js'
import { countWaiting, countWaitingIn, lastPositionOf, unreadableDocuments } from '../replica/memory.js'
import { toDeviceStatuses } from '../status/device-status.js'
import { toDocumentStatus } from '../status/document-status.js'
import { toSpaceStatus } from '../status/space-status.js'
import type { DeviceStatus, DocumentStatus, SpaceStatus } from '../status/status.js'
import { openSummaries } from '../summaries/summaries.js'
import type { Tabs } from '../tabs/port.js'
import { createCoalescer } from './coalesce.js'
import { isSameShown } from './same-shown.js'
import type { SetAsideItem, Space, SpaceOptions } from './space.js'
import type { SpaceCore } from './space-host.js'

/** Times on a screen age; with nothing else happening they are looked at so often. */
const tickMs = 30_000
const frameMs = 16

const isReceiving = (status: SpaceStatus): boolean => status.kind === 'syncing' && status.receiving !== null

export async function createSpace<Summary>(
  core: SpaceCore,
  tabs: Tabs,
  options: SpaceOptions<Summary>,
  closed: () => Promise<void>
): Promise<Space<Summary> & { rereadSummaries(documents: readonly string[]): void }> {
  const { replica, queue, host, name } = core
  let isSummaryMaker = false
  let isClosed = false

  const readDevices = (): DeviceStatus[] => {
    const { session, rows, provenAt } = core.facts.get()
    const cursor = replica.memory.state.cursor.position
    const identity = host.identity.get()
    const missing = session.kind === 'live' ? Math.max(0, session.head - cursor) : null
    return toDeviceStatuses({
      self: {
        device: identity.device,
        name: identity.name,
        platform: host.platform,
        appVersion: host.appVersion,
        schemas: host.schemas,
        storage: core.persistence.get(),
        waitingEdits: countWaiting(replica.memory).edits,
        isComplete: session.kind === 'live' && !session.catchUp && missing === 0,
        missing
      },
      rows,
      isConnected: session.kind === 'live',
      provenAt
    })
  }
  const readStatus = (devices: readonly DeviceStatus[]): SpaceStatus =>
    toSpaceStatus({
      now: host.clock.now(),
      openedAt: core.openedAt,
      unsaved: queue.unsaved.get(),
      trouble: queue.trouble.get(),
      waiting: countWaiting(replica.memory),
      setAside: readSetAside(),
      link: host.link.get(),
      session: core.facts.get().session,
      cursor: replica.memory.state.cursor.position,
      devices,
      isNetworkUp: host.isNetworkUp()
    })
  const readSetAside = (): SetAsideItem[] => [
    ...[...replica.memory.setAside.values()].map(({ document, reason, edits, time }) => ({
      document,
      reason,
      edits,
      time
    })),
    ...unreadableDocuments(replica.memory).map((document) => ({
      document,
      reason: 'unreadable',
      edits: 0,
      time: core.openedAt
    }))
  ]

  const devices = createSignal<readonly DeviceStatus[]>(readDevices(), isSameShown)
  const status = createSignal<SpaceStatus>(readStatus(devices.get()), isSameShown)
  const setAside = createSignal<readonly SetAsideItem[]>(readSetAside(), isSameShown)
  const documentStatuses = new Map<string, { refresh(): void; readonly signal: Signal<DocumentStatus> }>()

  const readDocumentStatus = (id: string): DocumentStatus => {
    const { rows, provenAt } = core.facts.get()
    return toDocumentStatus({
      unsaved: queue.unsavedIn(id),
      waiting: countWaitingIn(replica.memory, id),
      setAside: [...replica.memory.setAside.values()]
        .filter((item) => item.document === id)
        .reduce((sum, item) => sum + item.edits, 0),
      lastPosition: lastPositionOf(replica.memory, id),
      selfDevice: host.identity.get().device,
      rows,
      rowsKnown: provenAt !== null
    })
  }

  let settleList = (): void => undefined
  /** Many facts change together; a screen is told once a frame. */
  const refresher = createCoalescer(host.clock, frameMs, () => {
    devices.set(readDevices())
    const next = readStatus(devices.get())
    // The list is made anew less often: it must not lack notes when all are said to be here.
    if (isReceiving(status.get()) && !isReceiving(next)) settleList()
    status.set(next)
    setAside.set(readSetAside())
    for (const entry of documentStatuses.values()) entry.refresh()
  })
  const refresh = refresher.ask
  const unsubscribe = [core.changed.subscribe(refresh), host.identity.subscribe(refresh)]
  let cancelTick = (): void => undefined
  const tick = (): void => {
    cancelTick = host.clock.after(tickMs, () => {
      refresh()
      tick()
    })
  }
  tick()

  const summaries = await openSummaries<Summary>({
    replica,
    source: options.summary,
    clock: host.clock,
    openYdoc: (id) => core.documents.get(id)?.ydoc,
    isMaker: () => isSummaryMaker,
    stored: (documents) => host.post({ type: 'summaries', space: name, documents }),
    failed: (error) =>
      core.journal.note(
        { kind: 'storage-trouble', code: (error as { code?: string }).code ?? String(error) },
        'trouble'
      )
  })
  settleList = summaries.settle
  unsubscribe.push(core.contentChanged.subscribe(() => summaries.refresh()))
  const release = options.summary
    ? tabs.campaign(
        `weft-summaries ${host.identity.get().tabs} ${name}`,
        () => {
          isSummaryMaker = true
          summaries.refresh()
        },
        () => {
          isSummaryMaker = false
        }
      )
    : (): void => undefined

  return {
    name,
    documents: summaries.list,
    rereadSummaries: (documents) => {
      summaries.reread(documents).catch(() => undefined)
    },
    openDocument: (id, given) => core.documents.open(id, given),
    adopt: async (document, update) => {
      assertDocumentId(document)
      if (isClosed) throw new DocumentError('space-closed', 'the space is closed')
      return core.adopt(document, update)
    },
    status,
    documentStatus: (id) => {
      let entry = documentStatuses.get(id)
      if (!entry) {
        const signal = createSignal<DocumentStatus>(readDocumentStatus(id), isSameShown)
        entry = { signal, refresh: () => signal.set(readDocumentStatus(id)) }
        documentStatuses.set(id, entry)
      }
      return entry.signal
    },
    devices,
    forgetDevice: async (device) => {
      if (host.link.get().kind !== 'connected') {
        throw new DeviceError('not-connected', 'a device can be removed while connected only')
      }
      if (!host.send(name, { type: 'forget', space: name, device })) {
        host.post({ type: 'forget', space: name, device })
      }
    },
    setAside,
    discardSetAside: async (document) => {
      await queue.flush()
      await replica.write((draft) => discardSetAside(draft, document, host.newId(), host.clock.now()))
      core.documents.drop(document)
      host.post({ type: 'rebuilt', space: name, document })
      host.reconnect()
      refresh()
    },
    retrySetAside: async (document) => {
      await queue.flush()
      await replica.write((draft) => retrySetAside(draft, document, host.clock.now()))
      // Its client id may be what was refused; the next edit is made under another.
      core.documents.renew({ evicted: false })
      host.post({ type: 'stored', space: name })
      host.edited(name)
      refresh()
    },
    journal: (limit = 500) => core.journal.read(limit),
    persistence: core.persistence,
    askPersistence: core.askPersistence,
    flush: async () => {
      await queue.flush()
      host.edited(name)
      refresher.settle()
      summaries.settle()
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      refresher.close()
      cancelTick()
      release()
      summaries.close()
      for (const stop of unsubscribe) stop()
      await closed()
    }
  }
}
