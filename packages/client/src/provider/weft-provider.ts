// The one-document front door: a Y.Doc that somebody holds, saved here, sent to a relay, and told the truth about (F12).

import { createEmitter, createSignal, type Signal, systemClock, systemRandom } from '@weft/base'
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { drawClientId } from '../document/client-ids.js'
import type { DocumentFact, OpenDocument } from '../document/document.js'
import { StoreError } from '../store/port.js'
import { checkOptions } from './check-options.js'
import type { ProviderEvents, WeftProviderOptions } from './provider.js'
import {
  isCaughtUp,
  type ProviderFailure,
  type ProviderStage,
  type ProviderStatus,
  toConnectionStatus,
  toProviderStatus
} from './provider-status.js'
import { type SharedSpace, shareSpace } from './shared-spaces.js'

interface Opened extends SharedSpace {
  readonly document: OpenDocument
}

type Listener<Name extends keyof ProviderEvents> = (fact: ProviderEvents[Name]) => void

/** A store that could not be opened may be free again, or the disk have room. */
const retryMs = 2_000

/**
 * Shaped as the providers people know. What the store holds is applied to the Y.Doc, what the Y.Doc holds already is
 * kept, and from then on both are the same. Throws DeviceError or DocumentError for what cannot be meant: an id, an
 * address, a platform without WebSocket, a Y.Doc of another copy of Yjs.
 */
export class WeftProvider {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly document: string
  /** The stage of all the document's edits, and how the connection is. */
  readonly status: Signal<ProviderStatus>
  /** Resolves when the store's content is in the Y.Doc; rejects when it cannot be opened, or is destroyed before. */
  readonly whenLoaded: Promise<void>

  readonly #options: WeftProviderOptions
  readonly #status = createSignal<ProviderStatus>({ kind: 'loading', status: 'disconnected' }, isSame)
  readonly #synced = createSignal(false)
  readonly #listeners = new Map<keyof ProviderEvents, Set<Listener<never>>>()
  readonly #stops: (() => void)[] = []
  #opening: Promise<Opened>
  #opened: Opened | undefined
  #wasRebuilt = false
  #destroying: Promise<void> | undefined

  constructor(options: WeftProviderOptions) {
    checkOptions(options)
    this.#options = options
    this.doc = options.doc
    this.document = options.document
    this.awareness = options.awareness ?? new Awareness(options.doc)
    this.status = this.#status
    // Whatever id it had may have been used elsewhere, or be used again (E6).
    drawClientId(this.doc, this.awareness, options.random ?? systemRandom)
    const onDestroy = (): void => void this.destroy()
    this.doc.on('destroy', onDestroy)
    this.#stops.push(() => this.doc.off('destroy', onDestroy))
    this.#status.subscribe((status) => this.#emit('status', status))
    this.#synced.subscribe((isSynced) => {
      this.#emit('synced', isSynced)
      this.#emit('sync', isSynced)
    })
    this.#opening = this.#open()
    this.whenLoaded = this.#load()
    // It is told by the status as well.
    this.whenLoaded.catch(() => undefined)
  }

  /** Whether all that the relay has of the space is here too, as far as it has told. */
  get synced(): boolean {
    return this.#synced.get()
  }

  /** Returns its `off`. */
  on<Name extends keyof ProviderEvents>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener as Listener<never>))
    return () => this.off(name, listener)
  }

  off<Name extends keyof ProviderEvents>(name: Name, listener: Listener<Name>): void {
    this.#listeners.get(name)?.delete(listener as Listener<never>)
  }

  /** Has the device connect to the relay; all providers of these stores share that. */
  async connect(): Promise<void> {
    const { url, token } = this.#options
    const { device } = await this.#opening
    if (!device.relay.get()) await device.connect(token === undefined ? { url } : { url, token })
  }

  /** Has the device work without the relay, for all providers of these stores, until `connect()`. */
  async disconnect(): Promise<void> {
    const { device } = await this.#opening
    await device.disconnect()
  }

  /** Resolves when what was written so far is saved on this device; rejects with StoreError when it cannot be. */
  async whenSaved(): Promise<void> {
    const { space } = await this.#opening
    await space.flush()
  }

  /**
   * Saves what was written so far, then lets go of the Y.Doc. Rejects with StoreError when it could not be saved; it is
   * then tried again for as long as the page lives.
   */
  destroy(): Promise<void> {
    this.#destroying ??= this.#end()
    // Whoever does not wait for it sees it in the status.
    this.#destroying.catch(() => undefined)
    return this.#destroying
  }

  async #open(): Promise<Opened> {
    const {
      url,
      token,
      space,
      connect = true,
      doc: _,
      awareness: __,
      document: ___,
      ...device
    } = this.#options
    const shared = await shareSpace({ ...device, url, token, space, connect })
    try {
      const document = await shared.space.openDocument(this.document, {
        ydoc: this.doc,
        awareness: this.awareness,
        told: (fact) => this.#told(fact)
      })
      return { ...shared, document }
    } catch (error) {
      await shared.release()
      throw error
    }
  }

  /** Tries until it is open; what is written meanwhile waits in the Y.Doc. */
  async #load(): Promise<void> {
    for (;;) {
      try {
        this.#opened = await this.#opening
        break
      } catch (error) {
        this.#fail(error)
        if (this.#destroying || !isPassing(error)) throw error
        await new Promise<void>((resolve) => (this.#options.clock ?? systemClock).after(retryMs, resolve))
        if (this.#destroying) throw error
        this.#opening = this.#open()
        this.#opening.catch(() => undefined)
      }
    }
    this.#follow(this.#opened)
    this.#emit('loaded', undefined)
  }

  #follow({ space, device }: Opened): void {
    const document = space.documentStatus(this.document)
    const refresh = (): void => {
      if (this.#wasRebuilt) return
      const link = device.link.get()
      this.#status.set(toProviderStatus({ document: document.get(), space: space.status.get(), link }))
      this.#synced.set(isCaughtUp(space.status.get(), link) ?? this.#synced.get())
    }
    for (const signal of [document, space.status, device.link]) this.#stops.push(signal.subscribe(refresh))
    refresh()
  }

  #told(fact: DocumentFact): void {
    if (fact === 'rebuilt') {
      this.#wasRebuilt = true
      this.#set({
        kind: 'failed',
        why: 'rebuilt',
        message:
          'the document was made anew without what the relay refused; this Y.Doc is not saved any more',
        waiting: 0
      })
    }
    this.#emit(fact, undefined)
  }

  #fail(error: unknown): void {
    const { code = 'failed', message = String(error) } = error as { code?: ProviderFailure; message?: string }
    this.#set({ kind: 'failed', why: code, message, waiting: 0 })
  }

  #set(stage: ProviderStage): void {
    const link = this.#opened?.device.link.get() ?? { kind: 'unpaired' }
    this.#status.set({ status: toConnectionStatus(link), ...stage })
  }

  async #end(): Promise<void> {
    try {
      const opened = await this.#opening.catch((error: unknown) => {
        // An empty Y.Doc has nothing to lose.
        if (this.doc.store.clients.size > 0) throw error
      })
      if (opened) await this.#leave(opened)
      this.#synced.set(false)
      this.#status.set({ kind: 'destroyed', status: 'disconnected' })
      this.#emit('destroyed', undefined)
    } finally {
      for (const stop of this.#stops.splice(0)) stop()
      if (!this.#options.awareness) this.awareness.destroy()
    }
  }

  async #leave({ document, space, release }: Opened): Promise<void> {
    await document.close()
    try {
      await space.flush()
    } catch (error) {
      const stop = space.status.subscribe(({ counts }) => {
        if (counts.unsaved > 0) return
        stop()
        void release()
      })
      throw error
    }
    await release()
  }

  #emit<Name extends keyof ProviderEvents>(name: Name, fact: ProviderEvents[Name]): void {
    const emitter = createEmitter<ProviderEvents[Name]>()
    for (const listener of this.#listeners.get(name) ?? []) emitter.subscribe(listener as Listener<Name>)
    emitter.emit(fact)
  }
}

/** Another tab, a full disk, or a closed database: worth another try. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.code !== 'storage-newer' && error.code !== 'storage-unavailable'
}

function isSame(a: ProviderStatus, b: ProviderStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
