// A space's status in words: one pure function from what the client knows to what the chip and the sheet say (N4).

import type { DeviceStatus, FailedWhy, SpaceStatus } from '@weft/client'
import { clockTime, moment } from '../times.js'
import { statusPhrases } from '../words/status.js'

/** Colour and shape; the words never depend on it. */
export type Tone = 'good' | 'busy' | 'wait' | 'failed' | 'alarm'

export interface StatusWords {
  readonly tone: Tone
  /** The chip is label and detail; the sheet's headline is the same. */
  readonly label: string
  readonly detail: string | null
  /** What a press on the chip does, beside opening the sheet. */
  readonly press: string | null
  /** What happened and what is safe, for the sheet. */
  readonly sentence: string
}

export function statusWords(status: SpaceStatus, devices: readonly DeviceStatus[], now: number): StatusWords {
  switch (status.kind) {
    case 'up-to-date':
      return upToDate(status.asOf, status.counts.otherDevices, now)
    case 'syncing':
      return syncing(status)
    case 'waiting':
      return waiting(status, devices, now)
    case 'failed':
      return failed(status.why, status.counts.waiting)
    case 'not-saved': {
      const { label, why, todo, sentence } = statusPhrases.notSaved
      return {
        tone: 'alarm',
        label,
        detail: why[status.why],
        press: null,
        sentence: `${sentence(status.counts.unsaved)} ${todo[status.why]}`
      }
    }
  }
}

/** All on one line, as the chip and a screen reader say it. */
export const chipText = ({ label, detail, press }: StatusWords): string =>
  statusPhrases.join(label, [detail, press].filter(Boolean).join(', ') || null)

function upToDate(asOf: number, otherDevices: number, now: number): StatusWords {
  const { alone, both, all, aloneSentence, sentence } = statusPhrases.upToDate
  const when = moment(asOf, now)
  return {
    tone: 'good',
    label: otherDevices === 0 ? alone : otherDevices === 1 ? both : all(otherDevices + 1),
    detail: when,
    press: null,
    sentence: otherDevices === 0 ? aloneSentence(when) : sentence(when)
  }
}

function syncing(status: Extract<SpaceStatus, { kind: 'syncing' }>): StatusWords {
  const { receiving, sendingEdits: sending } = status
  const say = statusPhrases.syncing
  const label = sending > 0 ? say.sending(sending) : say.label
  if (!receiving) {
    const sentence = sending > 0 ? say.sendingSentence(sending) : say.receivingSentence
    return { tone: 'busy', label, detail: null, press: null, sentence }
  }
  const what =
    receiving.kind === 'first-sync'
      ? say.firstSync
      : receiving.kind === 'catch-up'
        ? say.catchUp
        : say.receiving
  const done = receiving.total > 0 ? say.of(groups(receiving.done), groups(receiving.total)) : null
  return sending > 0
    ? {
        tone: 'busy',
        label,
        detail: [what.toLowerCase(), done].filter(Boolean).join(' '),
        press: null,
        sentence: say.bothSentence
      }
    : { tone: 'busy', label: what, detail: done, press: null, sentence: say.receivingSentence }
}

const groups = (n: number): string => n.toLocaleString('en-GB')

function waiting(
  status: Extract<SpaceStatus, { kind: 'waiting' }>,
  devices: readonly DeviceStatus[],
  now: number
): StatusWords {
  const say = statusPhrases.waiting
  const { waiting: count, unsaved } = status.counts
  // A slow disk takes its time; until then it is not saved, and not said to be (S2).
  const saved = unsaved > 0 ? say.saving : say.saved
  const since = moment(status.since, now)
  const words = (label: string, detail: string, sentence: string): StatusWords => ({
    tone: 'wait',
    label,
    detail,
    press: null,
    sentence
  })
  switch (status.for) {
    case 'network':
      return words(
        saved,
        count > 0
          ? `${say.offline}, ${say.waitingEdits(count)}`
          : say.offlineSince(clockOrMoment(status.since, now)),
        say.offlineSentence(since, count)
      )
    case 'wifi':
      return words(
        say.wifi,
        unsaved > 0
          ? say.saving.toLowerCase()
          : count > 0
            ? say.wifiEdits(count)
            : say.wifiSince(clockOrMoment(status.since, now)),
        say.wifiSentence(since, count)
      )
    case 'relay': {
      const retry =
        status.retryAt !== null && status.retryAt > now
          ? say.retryIn(Math.ceil((status.retryAt - now) / 1000))
          : say.retrying
      return words(saved, `${say.noRelay}, ${retry}`, say.relaySentence(since, count))
    }
    case 'blocked-network':
      return words(saved, say.blocked, say.blockedSentence(count))
    case 'sign-in':
      return words(
        say.signIn,
        count > 0 ? say.waitingEdits(count) : statusPhrases.failed.link['sign-in'],
        say.signInSentence(count)
      )
    case 'pairing':
      return words(saved, say.alone, say.aloneSentence)
    case 'connection':
      return words(saved, say.connecting, say.connectingSentence(count))
    case 'devices':
      return waitingForDevices(status, devices)
  }
}

function waitingForDevices(status: SpaceStatus, devices: readonly DeviceStatus[]): StatusWords {
  const say = statusPhrases.waiting
  const behind = devices.filter(({ self, has }) => !self && has.kind !== 'all' && has.kind !== 'live-only')
  const { otherDevices, devicesBehind } = status.counts
  const [only] = behind
  const detail =
    behind.length === 1 && only ? behindWords(only) : say.manyBehind(Math.max(devicesBehind, behind.length))
  return {
    tone: 'wait',
    label: otherDevices <= 1 ? say.sent : say.onSome(otherDevices + 1 - devicesBehind, otherDevices + 1),
    detail,
    press: null,
    sentence: say.devicesSentence
  }
}

function behindWords({ name, has }: DeviceStatus): string {
  const shown = name || statusPhrases.unnamed
  return has.kind === 'behind'
    ? statusPhrases.waiting.oneBehind(shown, has.edits, has.exact)
    : statusPhrases.waiting.oneUnknown(shown)
}

function failed(why: FailedWhy, waitingEdits: number): StatusWords {
  const say = statusPhrases.failed
  const words = (detail: string, sentence: string): StatusWords => ({
    tone: 'failed',
    label: say.label,
    detail,
    press: why.kind === 'link' || why.kind === 'relay-storage' ? say.tapToRetry : null,
    sentence
  })
  switch (why.kind) {
    case 'set-aside':
      return words(say.setAside(why.documents.length), say.setAsideSentence)
    case 'update-needed':
      return { ...words(say.updateDetail, say.updateSentence(waitingEdits)), label: say.updateNeeded }
    case 'relay-storage': {
      const reason = say.storage[why.code]
      return words(
        waitingEdits > 0 ? `${reason}, ${statusPhrases.waiting.waitingEdits(waitingEdits)}` : reason,
        say.storageSentence(upperFirst(reason), waitingEdits)
      )
    }
    case 'link': {
      const reason = say.link[why.trouble]
      return words(reason, say.linkSentence(upperFirst(reason), waitingEdits))
    }
  }
}

/** A chip has room for a time, less for a date. */
const clockOrMoment = (time: number, now: number): string =>
  now - time < 12 * 3_600_000 ? clockTime(time) : moment(time, now)

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
