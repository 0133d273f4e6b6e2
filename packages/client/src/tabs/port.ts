// The tabs port: what a device needs so that all tabs of a browser are one device (SPEC T).
//
// Leadership is exclusive among tabs that run, and no more than that: a tab that was frozen learns only when it runs
// again that it leads no longer. What must never happen twice is guarded by the store (T5), not by leadership.

export interface Tabs {
  /**
   * Campaigns for leadership of `name`: `onElected` is called (never before `campaign` returned) when this tab leads.
   * `onDeposed` is called when this tab leads no longer though it did not ask for that: it is about to be frozen, or
   * was silent and another tab took over. It goes on campaigning, so `onElected` may come again. The returned release
   * ends the campaign or the leadership, calls neither, and may be called twice.
   */
  campaign(name: string, onElected: () => void, onDeposed?: () => void): () => void
  /** A channel to the other tabs, never to this one. */
  channel(name: string): TabChannel
  /** Facts about this tab, as hints. `resumed`: it was frozen or put away and has missed what happened (T4). */
  onLifecycle?(listener: (fact: TabFact) => void): () => void
}

export type TabFact = 'hidden' | 'visible' | 'resumed'

export interface TabChannel {
  /** Messages are structured-cloneable. They arrive in order, or not at all: tabs are killed and frozen (T4). */
  post(message: unknown): void
  /** What comes may be of another version of the app: parse it. */
  onMessage(listener: (message: unknown) => void): () => void
  /** Idempotent. Nothing is delivered afterwards. */
  close(): void
}
