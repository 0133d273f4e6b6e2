// Sums the reports of seeds, and says them in one line.

export function createFigures() {
  const started = performance.now()
  const figures = { seeds: 0, checks: {}, faults: {}, done: {}, violations: [] }
  return {
    ...figures,
    add(report) {
      this.seeds++
      for (const kind of ['checks', 'faults', 'done']) {
        for (const [name, times] of Object.entries(report[kind]))
          this[kind][name] = (this[kind][name] ?? 0) + times
      }
      if (report.failure) this.violations.push(report)
    },
    rate() {
      return this.seeds / Math.max(0.001, (performance.now() - started) / 1_000)
    }
  }
}

const sum = (counts) => Object.values(counts).reduce((total, times) => total + times, 0)
const list = (counts) =>
  Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')

export function toLine(figures) {
  const { seeds, checks, faults, done, violations } = figures
  return [
    `${seeds} seeds (${figures.rate().toFixed(1)}/s)`,
    `${sum(checks)} checks (${list(checks)})`,
    `${sum(faults)} faults (${list(faults)})`,
    `${sum(done)} deeds (${list(done)})`,
    `${violations.length} violations`
  ].join('; ')
}

export function toProgress(figures, count) {
  const { seeds, checks, faults, violations } = figures
  return `${seeds}/${count} seeds, ${figures.rate().toFixed(1)}/s, ${sum(checks)} checks, ${sum(faults)} faults, ${violations.length} violations`
}
