import type { SpaceStatus } from '@weft/client'
import { expect, it } from 'vitest'
import { now, statusOf } from '../testing/statuses.js'
import { announce, type Told } from './announcement.js'

const upToDate = statusOf({ kind: 'up-to-date', asOf: now })
const syncing = statusOf({ kind: 'syncing', sendingEdits: 1, receiving: null })
const waitingFor = (what: 'network' | 'wifi' | 'relay' | 'devices' | 'sign-in' | 'connection') =>
  statusOf({ kind: 'waiting', for: what, since: now, retryAt: null })
const failed = statusOf({ kind: 'failed', why: { kind: 'update-needed' }, since: now, message: '' })
const notSaved = statusOf({ kind: 'not-saved', why: 'storage-full', since: now })

/** What is said while the statuses pass by. */
function heard(...statuses: readonly SpaceStatus[]): string[] {
  let told: Told = 'well'
  const texts: string[] = []
  for (const status of statuses) {
    const next = announce(told, status, 'a newer version is needed')
    told = next.told
    if (next.text !== null) texts.push(next.text)
  }
  return texts
}

it('N2 sending and sent of each keystroke is not announced', () => {
  expect(heard(upToDate, syncing, upToDate, syncing, waitingFor('devices'), syncing, upToDate)).toEqual([])
})

it('N2 the first connection is not announced', () => {
  expect(heard(waitingFor('connection'), syncing, upToDate)).toEqual([])
})

it('N2 offline is announced once, and so is the way back', () => {
  expect(heard(upToDate, waitingFor('network'), waitingFor('network'), syncing, upToDate)).toEqual([
    'Offline. What you write is saved on this device.',
    'Connected again.'
  ])
})

it('S9 waiting for Wi-Fi is announced once, and so is the way back', () => {
  expect(heard(upToDate, waitingFor('wifi'), waitingFor('wifi'), syncing, upToDate)).toEqual([
    'Waiting for Wi-Fi. What you write is saved on this device.',
    'Connected again.'
  ])
})

it('N2 after a wait it is announced that all devices have everything', () => {
  expect(heard(waitingFor('relay'), syncing, waitingFor('devices'), upToDate)).toEqual([
    'The relay cannot be reached. What you write is saved on this device.',
    'Connected again.',
    'Up to date on all devices.'
  ])
})

it('N2 a failure is announced with its reason, and its end', () => {
  expect(heard(upToDate, failed, syncing, upToDate)).toEqual([
    'Syncing stopped: a newer version is needed. What you write is saved on this device.',
    'Syncing again.'
  ])
})

it('S11 not saved is told by its own alert; that everything is saved again is announced', () => {
  expect(heard(upToDate, notSaved, syncing, upToDate)).toEqual(['Everything is saved again.'])
})

it('N2 signing in is asked for once', () => {
  expect(heard(waitingFor('sign-in'), waitingFor('sign-in'))).toHaveLength(1)
})
