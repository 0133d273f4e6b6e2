// Asks the append thread over a port, and matches its answers; what is asked in one turn goes as one message.

import type { MessagePort, Worker } from 'node:worker_threads'
import type { Answers, AppendThreadMessage, CommittedMarks, Numbered, Request } from './messages.js'
import { fromPlainError } from './plain-error.js'

export type Ask = <R extends Request>(request: R) => Promise<Answers[R['type']]>

export interface Asker {
  readonly ask: Ask
  /** Goes along with what is asked next, in the order of asking, or by itself after 20 ms. */
  readonly askSoon: Ask
  /** Rejects all that is under way, and whatever is asked from now on. */
  fail(error: Error): void
}

interface Pending {
  readonly request: Request
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** To wake the thread costs more than most reports do. */
const soonMs = 20

/** `onCommitted` hears of a commit before anyone who asked hears that it is done. */
export function createAsker(
  port: MessagePort | Worker,
  onCommitted: (committed: readonly CommittedMarks[], done: readonly Done[]) => void = () => undefined
): Asker {
  const pending = new Map<number, Pending>()
  let unsent: Numbered<Request>[] = []
  let nextId = 1
  let isSending = false
  let alone: NodeJS.Timeout | undefined
  let failure: Error | undefined

  const send = (): void => {
    clearTimeout(alone)
    alone = undefined
    isSending = false
    const requests = unsent
    unsent = []
    if (requests.length > 0) port.postMessage(requests)
  }

  const put = <R extends Request>(request: R, isUrgent: boolean): Promise<Answers[R['type']]> =>
    new Promise((resolve, reject) => {
      if (failure) {
        reject(failure)
        return
      }
      const id = nextId++
      pending.set(id, { request, resolve, reject })
      unsent.push({ id, request })
      if (!isUrgent) alone ??= setTimeout(send, soonMs)
      else if (!isSending) {
        isSending = true
        queueMicrotask(send)
      }
    })

  port.on('message', ({ type, committed, answers }: AppendThreadMessage) => {
    if (type !== 'answers') return
    try {
      if (committed.length > 0) {
        onCommitted(
          committed,
          answers.flatMap(({ id, ...answer }) => {
            const request = pending.get(id)?.request
            return answer.ok && request ? [{ request, value: answer.value }] : []
          })
        )
      }
    } finally {
      // A listener that throws must not leave those who asked without their answer.
      for (const answer of answers) {
        const waiting = pending.get(answer.id)
        pending.delete(answer.id)
        if (answer.ok) waiting?.resolve(answer.value as never)
        else waiting?.reject(fromPlainError(answer.error))
      }
    }
  })

  return {
    ask: (request) => put(request, true),
    askSoon: (request) => put(request, false),
    fail: (error) => {
      failure = error
      clearTimeout(alone)
      for (const { reject } of pending.values()) reject(error)
      pending.clear()
    }
  }
}

/** A request of the group that was committed, with its answer. */
export interface Done {
  readonly request: Request
  readonly value: unknown
}
