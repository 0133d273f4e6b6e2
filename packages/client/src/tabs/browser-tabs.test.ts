import { createFakeClock, type FakeClock } from '@weft/base/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { browserTabs } from './browser-tabs.js'

/** Long enough for BroadcastChannel, which goes through another turn of the event loop. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

interface Held {
  giveUp: (error: Error) => void
}

/** Web Locks as far as a campaign uses them: a queue, abort while queued, and steal. */
function createFakeLocks(): { request: LockManager['request']; holdSilently(name: string): void } {
  const holders = new Map<string, Held>()
  const queues = new Map<string, (() => void)[]>()
  const next = (name: string): void => {
    if (!holders.has(name)) queues.get(name)?.shift()?.()
  }
  const request = (name: string, options: LockOptions, hold: () => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const take = (): void => {
        const own: Held = { giveUp: reject }
        holders.set(name, own)
        void Promise.resolve(hold()).then((value) => {
          if (holders.get(name) === own) holders.delete(name)
          resolve(value)
          next(name)
        })
      }
      if (options.steal) {
        holders.get(name)?.giveUp(new DOMException('stolen', 'AbortError'))
        take()
        return
      }
      const queue = queues.get(name) ?? []
      queues.set(name, [...queue, take])
      options.signal?.addEventListener('abort', () => {
        const left = queues.get(name) ?? []
        if (!left.includes(take)) return
        queues.set(
          name,
          left.filter((other) => other !== take)
        )
        reject(new DOMException('left the queue', 'AbortError'))
      })
      next(name)
    })
  return {
    request: request as LockManager['request'],
    holdSilently: (name) => void holders.set(name, { giveUp: () => {} })
  }
}

describe('tabs in a browser', () => {
  let clock: FakeClock
  let page: EventTarget & { visibilityState: string }
  let locks: ReturnType<typeof createFakeLocks>
  const releases: (() => void)[] = []
  const log: string[] = []

  /** One page stands for all tabs here, so its facts reach all of them. */
  const campaign = (who: string): (() => void) => {
    const release = browserTabs({ clock }).campaign(
      'device',
      () => log.push(`${who} leads`),
      () => log.push(`${who} is deposed`)
    )
    releases.push(release)
    return release
  }

  beforeEach(() => {
    clock = createFakeClock()
    page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    locks = createFakeLocks()
    vi.stubGlobal('document', page)
    vi.stubGlobal('window', new EventTarget())
    vi.stubGlobal('navigator', { locks })
    log.length = 0
  })

  afterEach(() => {
    for (const release of releases.splice(0)) release()
    vi.unstubAllGlobals()
  })

  it('T1 the next in line leads when the leader lets go, and a release calls nobody', async () => {
    const release = campaign('first')
    const releaseSecond = campaign('second')
    campaign('third')
    expect(log).toEqual([])
    await settled()
    expect(log).toEqual(['first leads'])
    releaseSecond()
    release()
    release()
    await settled()
    expect(log).toEqual(['first leads', 'third leads'])
  })

  it('T1 without locks, as in an insecure context, a tab leads alone', async () => {
    vi.stubGlobal('navigator', {})
    campaign('first')
    campaign('second')
    await settled()
    expect(log).toEqual(['first leads', 'second leads'])
  })

  it('T1 locks that the browser refuses are as no locks', async () => {
    vi.stubGlobal('navigator', { locks: { request: async () => Promise.reject(new Error('SecurityError')) } })
    campaign('first')
    await settled()
    expect(log).toEqual(['first leads'])
  })

  it('T3 a leader lets go before it is frozen, and stands again when it resumes', async () => {
    campaign('first')
    await settled()
    page.dispatchEvent(new Event('freeze'))
    expect(log).toEqual(['first leads', 'first is deposed'])
    page.dispatchEvent(new Event('resume'))
    await settled()
    expect(log).toEqual(['first leads', 'first is deposed', 'first leads'])
  })

  it('T3 a visible tab takes the lead from a leader that does not answer for a second', async () => {
    locks.holdSilently('weft/lead/device')
    campaign('first')
    await settled()
    clock.advance(999)
    await settled()
    expect(log).toEqual([])
    clock.advance(1)
    await settled()
    expect(log).toEqual(['first leads'])
  })

  it('T3 a tab that slept itself asks again before it takes the lead', async () => {
    locks.holdSilently('weft/lead/device')
    let sleptMs = 0
    const awake = clock
    clock = { ...awake, monotonic: () => awake.monotonic() + sleptMs }
    campaign('first')
    await settled()
    sleptMs = 60_000
    clock.advance(1_000)
    await settled()
    expect(log).toEqual([])
    clock.advance(1_000)
    await settled()
    expect(log).toEqual(['first leads'])
  })

  it('T3 a leader that answers keeps the lead, however often it is asked', async () => {
    campaign('first')
    campaign('second')
    await settled()
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000)
      await settled()
    }
    expect(log).toEqual(['first leads'])
  })

  it('T3 a hidden tab does not ask, and asks when it is shown', async () => {
    locks.holdSilently('weft/lead/device')
    page.visibilityState = 'hidden'
    campaign('first')
    clock.advance(60_000)
    await settled()
    expect(log).toEqual([])
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    clock.advance(1_000)
    await settled()
    expect(log).toEqual(['first leads'])
  })

  it('T3 a leader that was robbed is told and stands in line again', async () => {
    campaign('first')
    await settled()
    let giveBack = (): void => {}
    void locks.request(
      'weft/lead/device',
      { steal: true },
      () => new Promise<void>((resolve) => (giveBack = resolve))
    )
    await settled()
    expect(log).toEqual(['first leads', 'first is deposed'])
    // What it asked before it led must not make it rob the robber.
    clock.advance(5_000)
    await settled()
    expect(log).toEqual(['first leads', 'first is deposed'])
    giveBack()
    await settled()
    expect(log.at(-1)).toBe('first leads')
  })

  it('T2 a channel reaches the other tabs only, and nobody once closed', async () => {
    const [a, b] = [browserTabs().channel('space'), browserTabs().channel('space')]
    const heard: unknown[] = []
    a.onMessage((message) => heard.push(['a', message]))
    b.onMessage((message) => heard.push(['b', message]))
    a.post({ update: new Uint8Array([1]) })
    await settled()
    expect(heard).toEqual([['b', { update: new Uint8Array([1]) }]])
    b.close()
    b.close()
    a.post('again')
    b.post('from a closed channel')
    await settled()
    expect(heard).toHaveLength(1)
    a.close()
  })

  it('T4 tells what becomes of the page', () => {
    const facts: string[] = []
    const leave = browserTabs().onLifecycle?.((fact) => facts.push(fact))
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    page.dispatchEvent(new Event('freeze'))
    page.dispatchEvent(new Event('resume'))
    leave?.()
    page.dispatchEvent(new Event('resume'))
    expect(facts).toEqual(['hidden', 'hidden', 'resumed'])
  })
})
