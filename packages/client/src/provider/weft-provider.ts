// The one-document front door: a Y.Doc that somebody holds, saved here, sent to a relay, and told the truth about (F12).

import { createSignal, type Signal, systemClock, systemRandom } from '@weft/base'
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type Device, DeviceError } from '../device/device.js'
import { drawClientId } from '../document/client-ids.js'
import type { DocumentFact } from '../document/document.js'
import { StoreError } from '../store/port.js'
import { checkOptions } from './check-options.js'
import { createListeners, type Listener } from './listeners.js'
import { openProvided, type Provided } from './open-provided.js'
import type { ProviderEvents, WeftProviderOptions } from './provider.js'
import {
  isCaughtUp,
  type ProviderFailure,
  type ProviderStage,
  type ProviderStatus,
  toConnectionStatus,
  toProviderStatus
} from './provider-status.js'

interface Failure {
  readonly error: unknown
  /** Wall time, ms. */
  readonly since: number
}

/**
 * Shaped as the providers people know. What the store holds is applied to the Y.Doc, what the Y.Doc holds already is
 * kept, and from then on both are the same. Throws DeviceError or DocumentError for what cannot be meant: an id, an
 * address, a platform without WebSocket, a Y.Doc of another copy of Yjs.
 */
export class WeftProvider {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** The document's id. */
  readonly document: string
  /** The stage of all the document's edits, and how the connection is. */
  readonly status: Signal<ProviderStatus>
  /** Resolves when the store's content is in the Y.Doc; rejects when it cannot be opened, as the status says. */
  readonly whenLoaded: Promise<void>
  /** Resolves when for the first time all that the relay has is here. For ever pending without a relay. */
  readonly whenSynced: Promise<void>

  readonly #options: WeftProviderOptions
  readonly #status = createSignal<ProviderStatus>({ kind: 'loading', status: 'disconnected' }, isSame)
  readonly #synced = createSignal(false)
  readonly #listeners = createListeners<ProviderEvents>()
  readonly #stops: (() => void)[] = []
  readonly #opening: Promise<Provided>
  #provided: Provided | undefined
  /** What the Y.Doc holds that was not taken in yet, while it is loading: a count of updates. */
  #untaken: number
  #failure: Failure | undefined
  #wasRebuilt = false
  #ending: Promise<void> | undefined

  constructor(options: WeftProviderOptions) {
    checkOptions(options)
    this.#options = options
    this.doc = options.doc
    this.document = options.document
    this.awareness = options.awareness ?? new Awareness(options.doc)
    this.status = this.#status
    // Whatever id it had may have been used elsewhere, or be used again (E6).
    drawClientId(this.doc, this.awareness, options.random ?? systemRandom)
    this.#untaken = this.doc.store.clients.size > 0 ? 1 : 0
    this.#status.subscribe((status) => this.#listeners.tell('status', status))
    this.#synced.subscribe((isSynced) => {
      this.#listeners.tell('synced', isSynced)
      this.#listeners.tell('sync', isSynced)
    })
    this.whenSynced = new Promise((resolve) => {
      this.#stops.push(this.#synced.subscribe(() => resolve()))
    })
    this.#listenTo('destroy', () => void this.destroy())
    const stopCounting = this.#listenTo('update', () => {
      this.#untaken += 1
      this.#showFailure()
    })
    this.#opening = openProvided({
      options,
      awareness: this.awareness,
      told: (fact) => this.#told(fact),
      failed: (error) => this.#failed(error),
      isEnding: () => this.#ending !== undefined
    })
    this.whenLoaded = this.#opening.then((provided) => {
      stopCounting()
      this.#provided = provided
      this.#failure = undefined
      this.#follow(provided)
      this.#listeners.tell('loaded', undefined)
    })
    // The status tells it too.
    this.whenLoaded.catch(() => undefined)
  }

  /** Whether all that the relay has of the space is here too, as far as it has told. */
  get synced(): boolean {
    return this.#synced.get()
  }

  /** Returns its `off`. */
  on<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): () => void {
    this.#listeners.add(name, listener)
    return () => this.off(name, listener)
  }

  off<Name extends keyof ProviderEvents>(name: Name, listener: Listener<ProviderEvents[Name]>): void {
    this.#listeners.remove(name, listener)
  }

  /**
   * Has the device connect to the relay; all providers of these stores share that. Calls of `connect` and `disconnect`
   * take effect in their order, awaited or not. Rejects with DeviceError `device-closed` once it is destroyed.
   */
  connect(): Promise<void> {
    return orLeaveItToStatus(this.#connect())
  }

  /** Has the device work without the relay, for all providers of these stores, until `connect()`. */
  disconnect(): Promise<void> {
    return orLeaveItToStatus(this.#disconnect())
  }

  /** Resolves when what was written so far is saved on this device; rejects with StoreError when it cannot be. */
  async whenSaved(): Promise<void> {
    const { space } = await this.#opening
    await space.flush()
  }

  /** Pushes the whole document again, with what the relay refused of it. */
  async retrySetAside(): Promise<void> {
    const { space } = await this.#opening
    await space.retrySetAside(this.document)
  }

  /** Does without what the relay refused: the document is made anew from the log (`rebuilt`). */
  async discardSetAside(): Promise<void> {
    const { space } = await this.#opening
    await space.discardSetAside(this.document)
  }

  /**
   * Saves what was written so far, then lets go of the Y.Doc. Rejects with StoreError when it could not be saved; it is
   * then tried again for as long as the page lives, and the status says when it was. A store that was never open is not
   * tried again: what was written is in the Y.Doc alone.
   */
  destroy(): Promise<void> {
    this.#ending ??= orLeaveItToStatus(this.#end())
    return this.#ending
  }

  async #connect(): Promise<void> {
    const { url, token } = this.#options
    if (this.#ending) throw new DeviceError('device-closed', 'the provider is destroyed')
    const { device } = await this.#opening
    await inTurn(device, async () => {
      if (!device.relay.get()) await device.connect(token === undefined ? { url } : { url, token })
    })
  }

  async #disconnect(): Promise<void> {
    if (this.#ending) return
    const { device } = await this.#opening
    await inTurn(device, () => device.disconnect())
  }

  #listenTo(event: 'destroy' | 'update', listener: () => void): () => void {
    const stop = (): void => this.doc.off(event, listener)
    this.doc.on(event, listener)
    this.#stops.push(stop)
    return stop
  }

  #follow({ space, device }: Provided): void {
    const document = space.documentStatus(this.document)
    const refresh = (): void => {
      const link = device.link.get()
      if (this.#wasRebuilt) this.#set(rebuilt)
      else this.#status.set(toProviderStatus({ document: document.get(), space: space.status.get(), link }))
      this.#synced.set(isCaughtUp(space.status.get(), link) ?? this.#synced.get())
    }
    for (const signal of [document, space.status, device.link]) this.#stops.push(signal.subscribe(refresh))
    refresh()
  }

  #told(fact: DocumentFact): void {
    if (fact === 'rebuilt') {
      this.#wasRebuilt = true
      this.#set(rebuilt)
    }
    this.#listeners.tell(fact, undefined)
  }

  #failed(error: unknown): void {
    const { clock = systemClock } = this.#options
    this.#failure = { error, since: this.#failure?.since ?? clock.now() }
    this.#showFailure()
  }

  /** A store that cannot be opened saves nothing of what the Y.Doc holds (S11). */
  #showFailure(): void {
    if (!this.#failure) return
    const { error, since } = this.#failure
    if (error instanceof StoreError && this.#untaken > 0) {
      this.#set({ kind: 'not-saved', edits: this.#untaken, why: error.code, since })
      return
    }
    const { code = 'failed', message = String(error) } = error as { code?: ProviderFailure; message?: string }
    this.#set({ kind: 'failed', why: code, message, waiting: 0 })
  }

  #set(stage: ProviderStage): void {
    const link = this.#provided?.device.link.get() ?? { kind: 'unpaired' }
    this.#status.set({ status: toConnectionStatus(link), ...stage })
  }

  async #end(): Promise<void> {
    try {
      const provided = await this.#opening.catch((error: unknown) => {
        // An empty Y.Doc has nothing to lose.
        if (this.#untaken > 0) throw error
      })
      if (provided) await this.#leave(provided)
      this.#ended()
    } finally {
      for (const stop of this.#stops.splice(0)) stop()
      if (!this.#options.awareness) this.awareness.destroy()
    }
  }

  async #leave({ document, space, release }: Provided): Promise<void> {
    await document.close()
    try {
      await space.flush()
    } catch (error) {
      const stop = space.status.subscribe(({ counts }) => {
        if (counts.unsaved > 0) return
        stop()
        void release().then(() => this.#ended())
      })
      throw error
    }
    await release()
  }

  #ended(): void {
    this.#synced.set(false)
    this.#status.set({ kind: 'destroyed', status: 'disconnected' })
    this.#listeners.tell('destroyed', undefined)
  }
}

const turns = new WeakMap<Device, Promise<void>>()

/** Calls take effect in their order: who disconnects and connects again at once ends up connected. */
function inTurn(device: Device, act: () => Promise<void>): Promise<void> {
  const turn = (turns.get(device) ?? Promise.resolve()).catch(() => undefined).then(act)
  turns.set(device, turn)
  return turn
}

/** Whoever does not wait for it has the status, and no unhandled rejection. */
function orLeaveItToStatus(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined)
  return promise
}

const rebuilt: ProviderStage = {
  kind: 'failed',
  why: 'rebuilt',
  message: 'the document was made anew without what the relay refused; this Y.Doc is not saved any more',
  waiting: 0
}

function isSame(a: ProviderStatus, b: ProviderStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
