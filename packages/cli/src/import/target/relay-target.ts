// Puts documents into a space of a relay that runs, as one of its devices, with a store in memory.

import type { Clock, Random } from '@weft/base'
import {
  type Adopted,
  createMemoryStores,
  type Device,
  DocumentError,
  type DocumentStatus,
  type LinkState,
  openDevice,
  type Space,
  type SpaceStatus,
  webSocketTransport
} from '@weft/client'
import { WebSocket } from 'ws'
import { type ImportTarget, type Taken, TargetError } from './port.js'
import { createStallWatch, type StallWatch } from './stall-watch.js'
import { until } from './until.js'

export interface RelayTargetOptions {
  readonly url: string
  readonly token: string | null
  readonly space: string
  /** `compare`: say what would be taken in, and push nothing. */
  readonly mode: 'write' | 'compare'
  readonly clock: Clock
  readonly random: Random
  /** Aborted: waits for nothing more. */
  readonly signal: AbortSignal
}

/** Resolves when all that the relay has of the space is here, to be compared with. Rejects with TargetError. */
export async function openRelayTarget(options: RelayTargetOptions): Promise<ImportTarget> {
  const { url, token, clock, random } = options
  const device = await openDevice({
    stores: createMemoryStores(),
    name: 'weft import',
    platform: 'Command line',
    relay: { url, ...(token === null ? {} : { token }) },
    transport: webSocketTransport(WebSocket as never),
    clock,
    random
  })
  try {
    return await openTarget(device, options)
  } catch (error) {
    await device.close()
    throw error
  }
}

async function openTarget(device: Device, options: RelayTargetOptions): Promise<ImportTarget> {
  const { url, signal, clock, mode } = options
  const watch = createStallWatch(clock)
  const space = await device.openSpace(options.space)
  const stopWatching = watchRelay(device, space, url, watch)
  const interrupt = (): void => watch.fail(new TargetError('interrupted', 'it was told to stop'))
  signal.addEventListener('abort', interrupt)
  try {
    await watch.during(until(space.status, isSettled))
  } finally {
    signal.removeEventListener('abort', interrupt)
    if (mode === 'compare') stopWatching()
  }
  const known = new Set(space.documents.get().map(({ id }) => id))
  // What is adopted without a relay stays in memory.
  if (mode === 'compare') await leave(device, space)
  return {
    take: (document, update) => take(document, update, { space, known, mode, watch }),
    close: async () => {
      stopWatching()
      watch.close()
      await leave(device, space)
      await device.close()
    }
  }
}

/** Without its row, for which others would wait in vain. What it pushed stays. */
async function leave(device: Device, space: Space): Promise<void> {
  if (device.link.get().kind !== 'connected') return
  await space.forgetDevice(device.id)
  await device.disconnect()
}

/** Nothing is on its way in either direction; other devices may be behind. */
const isSettled = (status: SpaceStatus): boolean =>
  status.kind === 'up-to-date' || (status.kind === 'waiting' && status.for === 'devices')

interface Surroundings {
  readonly space: Space
  /** Documents that the space had before. */
  readonly known: ReadonlySet<string>
  readonly mode: RelayTargetOptions['mode']
  readonly watch: StallWatch
}

async function take(
  document: string,
  update: Uint8Array,
  { space, known, mode, watch }: Surroundings
): Promise<Taken> {
  let adopted: Adopted
  try {
    adopted = await space.adopt(document, update)
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    return { kind: 'refused', code: error.code }
  }
  if (adopted === 'already-held') return { kind: 'already-there' }
  if (mode === 'write') {
    const status = await watch.during(until(space.documentStatus(document), isDecided))
    watch.moved()
    if (status.setAside > 0) {
      const reason = space.setAside.get().find((item) => item.document === document)?.reason
      return { kind: 'refused', code: reason ?? 'refused' }
    }
  }
  return known.has(document)
    ? { kind: 'partly-new', bytes: null }
    : { kind: 'taken-in', bytes: update.length }
}

/** A receipt came for all of it (B1). */
const isDecided = ({ relayed, setAside }: DocumentStatus): boolean => relayed || setAside > 0

/** Fails the watch for what does not pass by itself. Returns its end. */
function watchRelay(device: Device, space: Space, url: string, watch: StallWatch): () => void {
  let wasConnected = false
  const look = (): void => {
    const link = device.link.get()
    wasConnected ||= link.kind === 'connected'
    const trouble = linkTrouble(link, url, wasConnected) ?? spaceTrouble(link, space.status.get())
    if (trouble) watch.fail(trouble)
    else if (link.kind === 'connected') watch.moved()
  }
  const unsubscribe = [device.link.subscribe(look), space.status.subscribe(look)]
  look()
  return () => {
    for (const stop of unsubscribe) stop()
  }
}

function linkTrouble(link: LinkState, url: string, wasConnected: boolean): TargetError | undefined {
  if (link.kind !== 'stopped' && link.kind !== 'waiting') return undefined
  switch (link.why) {
    case 'unreachable':
      // It may start again within a minute; but one that never answered has another address.
      if (wasConnected) return undefined
      return new TargetError('relay-unreachable', `there is no answer from ${url}.`)
    case 'relay-busy':
      return undefined
    case 'not-a-relay':
      return new TargetError('not-a-relay', `what answers at ${url} is no relay.`)
    case 'sign-in':
      return new TargetError(
        'sign-in',
        `${url} asks for a token, or for another one. Give it with --token-file.`
      )
    case 'update-needed':
      return new TargetError(
        'update-needed',
        `${url} and this weft have no version of the protocol in common.`
      )
    case 'refused':
      return new TargetError('relay-refused', `${url} refuses this device.`)
  }
}

function spaceTrouble(link: LinkState, status: SpaceStatus): TargetError | undefined {
  if (link.kind !== 'connected' || status.kind !== 'failed') return undefined
  const { why, message } = status
  if (why.kind === 'relay-storage')
    return new TargetError(why.code, `the relay cannot take anything in: ${message}`)
  return why.kind === 'link'
    ? new TargetError('relay-refused', `the relay refuses the space: ${message}`)
    : undefined
}
