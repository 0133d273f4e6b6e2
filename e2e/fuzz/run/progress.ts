// How far a run is: one line that is rewritten in a terminal, a line now and then in a log.

export interface Progress {
  show(frames: number, violations: number): void
  end(): void
}

const everyMs = { terminal: 200, log: 15_000 }

export function createProgress(ofFrames: number): Progress {
  const isTerminal = process.stdout.isTTY === true
  const startedMs = performance.now()
  let shownMs = startedMs
  return {
    show: (frames, violations) => {
      const now = performance.now()
      if (now - shownMs < (isTerminal ? everyMs.terminal : everyMs.log)) return
      shownMs = now
      const seconds = (now - startedMs) / 1000
      const rate = Math.round(frames / seconds).toLocaleString('en-US')
      const done = `${frames.toLocaleString('en-US')} of ${ofFrames.toLocaleString('en-US')} frames`
      const line = `  ${done}, ${rate} a second, ${violations} violations, ${seconds.toFixed(0)} s`
      process.stdout.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`)
    },
    end: () => {
      if (isTerminal) process.stdout.write('\r\x1b[K')
    }
  }
}
