// Several tabs of one browser in one process, for tests: each can be killed, frozen, hidden.

import type { TabChannel, TabFact, Tabs } from '../tabs/port.js'

export interface FakeTab {
  readonly tabs: Tabs
  /** As a crash: its leadership passes on, and nothing reaches it or leaves it any more. */
  kill(): void
  /** Its leadership passes on, but it does not know: what happens reaches it only after `resume`. */
  freeze(): void
  resume(): void
  show(fact: 'hidden' | 'visible'): void
}

export interface TabGroup {
  open(): FakeTab
}

interface Tab {
  state: 'running' | 'frozen' | 'killed'
  /** What happened to the tab while it was frozen, in order. */
  missed: (() => void)[]
  readonly listeners: Set<(fact: TabFact) => void>
}

interface Candidate {
  readonly tab: Tab
  readonly onElected: () => void
  readonly onDeposed: () => void
}

interface Port {
  readonly tab: Tab
  readonly listeners: Set<(message: unknown) => void>
}

/** `deliver` runs an action soon and never at once; a simulated world hands in its own, to order what happens. */
export function createTabGroup(deliver: (action: () => void) => void = queueMicrotask): TabGroup {
  /** In the order of their standing; the first that runs leads. */
  const candidatesByName = new Map<string, Candidate[]>()
  const leadersByName = new Map<string, Candidate>()
  const portsByName = new Map<string, Set<Port>>()

  const tell = (tab: Tab, action: () => void): void =>
    deliver(() => {
      if (tab.state === 'running') action()
      else if (tab.state === 'frozen') tab.missed.push(action)
    })

  const elect = (name: string): void => {
    if (leadersByName.has(name)) return
    const next = candidatesByName.get(name)?.find(({ tab }) => tab.state === 'running')
    if (!next) return
    leadersByName.set(name, next)
    tell(next.tab, () => {
      if (leadersByName.get(name) === next) next.onElected()
    })
  }

  const passOn = (tab: Tab): void => {
    for (const [name, leader] of leadersByName) {
      if (leader.tab !== tab) continue
      leadersByName.delete(name)
      tell(tab, leader.onDeposed)
      elect(name)
    }
  }

  const campaign: (tab: Tab, ...rest: Parameters<Tabs['campaign']>) => () => void = (
    tab,
    name,
    onElected,
    onDeposed = () => {}
  ) => {
    let state: 'standing' | 'leading' | 'released' = 'standing'
    const own: Candidate = {
      tab,
      onElected: () => {
        if (state === 'released') return
        state = 'leading'
        onElected()
      },
      onDeposed: () => {
        // One that was never told of its election has nothing to unlearn.
        if (state !== 'leading') return
        state = 'standing'
        onDeposed()
      }
    }
    candidatesByName.set(name, [...(candidatesByName.get(name) ?? []), own])
    elect(name)
    return () => {
      state = 'released'
      candidatesByName.set(name, candidatesByName.get(name)?.filter((other) => other !== own) ?? [])
      if (leadersByName.get(name) !== own) return
      leadersByName.delete(name)
      elect(name)
    }
  }

  const channel = (tab: Tab, name: string): TabChannel => {
    const ports = portsByName.get(name) ?? new Set()
    portsByName.set(name, ports)
    const own: Port = { tab, listeners: new Set() }
    ports.add(own)
    return {
      post: (message) => {
        if (tab.state === 'killed' || !ports.has(own)) return
        for (const port of ports) {
          if (port.tab === tab) continue
          const copy: unknown = structuredClone(message)
          tell(port.tab, () => {
            if (ports.has(port)) for (const listener of [...port.listeners]) listener(copy)
          })
        }
      },
      onMessage: (listener) => {
        own.listeners.add(listener)
        return () => own.listeners.delete(listener)
      },
      close: () => {
        ports.delete(own)
      }
    }
  }

  return {
    open: () => {
      const tab: Tab = { state: 'running', missed: [], listeners: new Set() }
      const notice = (fact: TabFact): void =>
        tell(tab, () => {
          for (const listener of [...tab.listeners]) listener(fact)
        })
      return {
        tabs: {
          campaign: (...rest) => campaign(tab, ...rest),
          channel: (name) => channel(tab, name),
          onLifecycle: (listener) => {
            tab.listeners.add(listener)
            return () => tab.listeners.delete(listener)
          }
        },
        kill: () => {
          tab.state = 'killed'
          passOn(tab)
        },
        freeze: () => {
          if (tab.state !== 'running') return
          tab.state = 'frozen'
          passOn(tab)
        },
        resume: () => {
          if (tab.state !== 'frozen') return
          tab.state = 'running'
          for (const action of tab.missed.splice(0)) tell(tab, action)
          notice('resumed')
          for (const name of candidatesByName.keys()) elect(name)
        },
        show: notice
      }
    }
  }
}
