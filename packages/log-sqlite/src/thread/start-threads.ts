// Starts the threads of a log, the one that folds when there is something to fold, and tells when one of them ends.

import { MessageChannel, Worker } from 'node:worker_threads'
import { type FoldReport, LogError } from '@weft/relay/log'
import type { Answer, FoldThreadRequest, StartMessage, ThreadOptions } from './messages.js'
import { fromPlainError } from './plain-error.js'

export interface LogThreads {
  readonly append: AppendThread
  readonly fold: FoldThread
}

interface AppendThread {
  readonly worker: Worker
  /** Called when the thread ended and nobody asked it to. */
  onEnd(listener: (error: LogError) => void): void
  stop(): Promise<void>
}

type FoldAnswer =
  | { readonly id: number; readonly ok: true; readonly value: FoldReport }
  | { readonly id: number; readonly ok: false; readonly error: Error }

interface FoldThread {
  send(request: FoldThreadRequest): void
  onAnswer(listener: (answer: FoldAnswer) => void): void
  onEnd(listener: (error: LogError) => void): void
  stop(): Promise<void>
}

/** Where the threads' own modules are. */
export interface ThreadFiles {
  readonly append: URL
  readonly fold: URL
}

/**
 * What the process was started with (a script in an argument, a loader) is not for the threads. Their young objects get
 * half of the 32 MB that a thread takes by itself, which is garbage most of the time.
 */
const threadOptions = { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 16 } }

/** Resolves when the file is open. Rejects with a LogError, and nothing is left running. */
export async function startThreads(options: ThreadOptions, files: ThreadFiles): Promise<LogThreads> {
  const { port1: foldPort, port2: appendPort } = new MessageChannel()
  const append = new Worker(files.append, {
    ...threadOptions,
    workerData: { options, foldPort },
    transferList: [foldPort]
  })
  await started(append)
  return {
    append: { worker: append, ...lifeOf(append) },
    fold: startWhenAsked(() => {
      const workerData = { options, appendPort }
      return new Worker(files.fold, { ...threadOptions, workerData, transferList: [appendPort] })
    })
  }
}

/** A relay of few edits has nothing to fold for days, and a thread takes 12 MB. */
function startWhenAsked(start: () => Worker): FoldThread {
  const begin: ((worker: Worker) => void)[] = []
  let running: (Pick<AppendThread, 'onEnd' | 'stop'> & { readonly worker: Worker }) | undefined
  const started = (): NonNullable<typeof running> => {
    if (running) return running
    const worker = start()
    running = { worker, ...lifeOf(worker) }
    for (const listen of begin) listen(worker)
    return running
  }
  return {
    send: (request) => started().worker.postMessage(request),
    onAnswer: (listener) => {
      begin.push((worker) => {
        worker.on('message', (answer: Answer) => {
          listener(
            answer.ok
              ? { ...answer, value: answer.value as FoldReport }
              : { ...answer, error: fromPlainError(answer.error) }
          )
        })
      })
    },
    onEnd: (listener) => {
      begin.push(() => running?.onEnd(listener))
    },
    stop: async () => {
      await running?.stop()
    }
  }
}

function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new LogError('log-unavailable', `A thread of the log did not start: ${error.message}`))
    }
    worker.once('error', fail)
    worker.once('message', (message: StartMessage) => {
      worker.off('error', fail)
      if (message.type === 'started') resolve()
      else worker.once('exit', () => reject(fromPlainError(message.error)))
    })
  })
}

function lifeOf(worker: Worker): Pick<AppendThread, 'onEnd' | 'stop'> {
  let isStopping = false
  let cause: Error | undefined
  worker.on('error', (error: Error) => {
    cause = error
  })
  return {
    onEnd: (listener) => {
      worker.on('exit', () => {
        if (isStopping) return
        const reason = cause ? `: ${cause.message}` : ''
        listener(new LogError('log-unavailable', `A thread of the log ended by itself${reason}.`))
      })
    },
    stop: async () => {
      isStopping = true
      await worker.terminate()
    }
  }
}
