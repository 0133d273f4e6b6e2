import { describe, expect, it } from 'vitest'
import { createTabGroup } from './tab-group.js'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a group of fake tabs', () => {
  it('T1 has one leader, and the next in line follows one that is killed or lets go', async () => {
    const group = createTabGroup()
    const tabs = [group.open(), group.open(), group.open()]
    const elected: number[] = []
    const releases = tabs.map(({ tabs }, index) => tabs.campaign('device', () => elected.push(index)))
    expect(elected).toEqual([])
    await settled()
    expect(elected).toEqual([0])
    tabs[0]!.kill()
    await settled()
    expect(elected).toEqual([0, 1])
    releases[1]!()
    await settled()
    expect(elected).toEqual([0, 1, 2])
  })

  it('T1 leads several names apart', async () => {
    const group = createTabGroup()
    const elected: string[] = []
    group.open().tabs.campaign('a', () => elected.push('first leads a'))
    group.open().tabs.campaign('b', () => elected.push('second leads b'))
    await settled()
    expect(elected).toEqual(['first leads a', 'second leads b'])
  })

  it('T5 a frozen leader learns only when it runs again that another one leads', async () => {
    const group = createTabGroup()
    const [old, successor] = [group.open(), group.open()]
    const log: string[] = []
    old.tabs.campaign(
      'device',
      () => log.push('old leads'),
      () => log.push('old is deposed')
    )
    successor.tabs.campaign('device', () => log.push('successor leads'))
    await settled()
    old.freeze()
    await settled()
    expect(log).toEqual(['old leads', 'successor leads'])
    old.resume()
    await settled()
    expect(log).toEqual(['old leads', 'successor leads', 'old is deposed'])
    successor.kill()
    await settled()
    expect(log.at(-1)).toBe('old leads')
  })

  it('T2 a message reaches the other tabs only, as a copy', async () => {
    const group = createTabGroup()
    const [a, b] = [group.open(), group.open()]
    const [fromA, fromB] = [a.tabs.channel('space'), b.tabs.channel('space')]
    const other = b.tabs.channel('another space')
    const heard: unknown[] = []
    fromA.onMessage((message) => heard.push(['a', message]))
    const leave = fromB.onMessage((message) => heard.push(['b', message]))
    other.onMessage((message) => heard.push(['other', message]))
    const update = new Uint8Array([1])
    fromA.post({ update })
    update[0] = 9
    await settled()
    expect(heard).toEqual([['b', { update: new Uint8Array([1]) }]])
    leave()
    fromA.post('again')
    fromB.close()
    fromB.post('from a closed channel')
    await settled()
    expect(heard).toHaveLength(1)
  })

  it('T4 a killed tab hears nothing, a frozen one hears late and is told that it was away', async () => {
    const group = createTabGroup()
    const [sender, frozen, killed] = [group.open(), group.open(), group.open()]
    const heard: unknown[] = []
    frozen.tabs.channel('space').onMessage((message) => heard.push(message))
    frozen.tabs.onLifecycle?.((fact) => heard.push(fact))
    killed.tabs.channel('space').onMessage(() => heard.push('a killed tab heard something'))
    const fromKilled = killed.tabs.channel('space')
    frozen.freeze()
    killed.kill()
    sender.tabs.channel('space').post('news')
    fromKilled.post('a killed tab said something')
    await settled()
    expect(heard).toEqual([])
    frozen.resume()
    frozen.show('hidden')
    await settled()
    expect([...heard].sort()).toEqual(['hidden', 'news', 'resumed'])
  })
})
