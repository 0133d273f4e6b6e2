// How long a server's loop stands still: a request beside its work is answered that much later.

import { get } from 'node:http'

const everyMs = 100

export interface AnswerWatch {
  /** The longest that a request has waited so far, ms; one that waits still counts. Ends the watch. */
  end(): number
}

/** Asks for the root, again and again, and takes any answer. */
export function watchAnswers(url: string): AnswerWatch {
  let longestMs = 0
  let askedAt: number | undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const ask = (): void => {
    askedAt = performance.now()
    const answered = (): void => {
      if (isOver || askedAt === undefined) return
      longestMs = Math.max(longestMs, performance.now() - askedAt)
      askedAt = undefined
      timer = setTimeout(ask, everyMs)
    }
    get(url, { agent: false }, (response) => {
      response.resume()
      answered()
    }).on('error', answered)
  }
  ask()
  return {
    end: () => {
      isOver = true
      clearTimeout(timer)
      return Math.max(longestMs, askedAt === undefined ? 0 : performance.now() - askedAt)
    }
  }
}
