// What the browser does to this page: shows and hides it, suspends it (freeze, back/forward cache) and resumes it.

import type { TabFact } from './port.js'

export type PageFact = TabFact | 'suspending'

/** Returns its unsubscribe. In a worker, which has no document, nothing ever happens. */
export function onPageLifecycle(listener: (fact: PageFact) => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const ended = new AbortController()
  const on = (target: EventTarget, type: string, action: (event: Event) => void): void =>
    target.addEventListener(type, action, { signal: ended.signal })

  on(document, 'visibilitychange', () => listener(isPageVisible() ? 'visible' : 'hidden'))
  on(document, 'freeze', () => listener('suspending'))
  on(document, 'resume', () => listener('resumed'))
  // A page that goes away may be kept and come back; one that does not come back needs no second fact.
  on(window, 'pagehide', () => listener('suspending'))
  on(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) listener('resumed')
  })
  return () => ended.abort()
}

export const isPageVisible = (): boolean =>
  typeof document !== 'undefined' && document.visibilityState === 'visible'
