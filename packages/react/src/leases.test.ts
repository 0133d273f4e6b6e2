import { expect, it } from 'vitest'
import { hold, shownOf } from './leases.js'

function resource() {
  const events: string[] = []
  const waiting: (() => void)[] = []
  const step = (event: string) =>
    new Promise<void>((resolve) => {
      events.push(event)
      waiting.push(resolve)
    })
  const open = async () => {
    await step('open')
    return { close: () => step('close') }
  }
  /** Lets the oldest opening or closing finish. */
  const finish = async () => {
    waiting.shift()?.()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  return { events, open, finish }
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

it('D1 what is asked for again while it closes is opened after the close, never beside it', async () => {
  const { events, open, finish } = resource()
  const owner = {}
  const release = hold(owner, 'a', open, () => {})
  await finish()
  expect(shownOf(owner, 'a').kind).toBe('open')
  release()
  await turns()
  const again = hold(owner, 'a', open, () => {})
  await turns()
  expect(events).toEqual(['open', 'close'])
  expect(shownOf(owner, 'a').kind).toBe('opening')
  await finish()
  await finish()
  expect(events).toEqual(['open', 'close', 'open'])
  expect(shownOf(owner, 'a').kind).toBe('open')
  again()
})

it('D1 what is let go while it opens is closed as soon as it is open', async () => {
  const { events, open, finish } = resource()
  const owner = {}
  hold(owner, 'a', open, () => {})()
  await turns()
  await finish()
  expect(events).toEqual(['open', 'close'])
  await finish()
  expect(shownOf(owner, 'a').kind).toBe('opening')
})

it('D1 what is let go and taken again at once stays open', async () => {
  const { events, open, finish } = resource()
  const owner = {}
  const first = hold(owner, 'a', open, () => {})
  await finish()
  first()
  const second = hold(owner, 'a', open, () => {})
  await turns()
  expect(events).toEqual(['open'])
  second()
  await turns()
  expect(events).toEqual(['open', 'close'])
})

it('B5 what ends by itself is closed and opened anew, and its own close is no such end', async () => {
  const { events, open, finish } = resource()
  const owner = {}
  const endings: (() => void)[] = []
  const shown: string[] = []
  const release = hold(
    owner,
    'a',
    open,
    () => shown.push(shownOf(owner, 'a').kind),
    (_value, ended) => endings.push(ended)
  )
  await finish()
  endings[0]?.()
  endings[0]?.()
  await turns()
  expect(events).toEqual(['open', 'close', 'open'])
  await finish()
  await finish()
  expect(shown).toEqual(['open', 'opening', 'open'])
  release()
  await turns()
  endings[1]?.()
  await finish()
  expect(events).toEqual(['open', 'close', 'open', 'close'])
})
