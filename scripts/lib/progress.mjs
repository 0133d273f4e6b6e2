// One line for each thing that takes long, with the seconds it has taken.
const tickMs = { terminal: 250, log: 15_000 }

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`

/**
 * Shows `label` while `work` runs and its time when it ends. `work` may return a short remark to be shown. In a
 * terminal the line is redrawn; in a log a line is added now and then, so that nobody takes long for dead.
 */
export async function progress(label, work) {
  const startedMs = performance.now()
  const terminal = process.stdout.isTTY === true
  const draw = () => {
    if (terminal) process.stdout.write(`\r\x1b[K  ${label} … ${seconds(startedMs)}`)
    else process.stdout.write(`  ${label} … ${seconds(startedMs)}\n`)
  }
  const end = (mark, remark) => {
    clearInterval(timer)
    const tail = remark ? `  (${remark})` : ''
    process.stdout.write(`${terminal ? '\r\x1b[K' : ''}${mark} ${label}  ${seconds(startedMs)}${tail}\n`)
  }
  const timer = setInterval(draw, terminal ? tickMs.terminal : tickMs.log)
  if (terminal) draw()
  try {
    const remark = await work()
    end('✓', typeof remark === 'string' ? remark : '')
    return remark
  } catch (error) {
    end('✗', '')
    throw error
  }
}
