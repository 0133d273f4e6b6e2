// Counts tests from the JSON reports of the two runners.
import { readFileSync } from 'node:fs'

/** Counts of one run. `skipped` holds todo tests too. */
export const noTests = { passed: 0, failed: 0, skipped: 0 }

export const addCounts = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped
})

/** A report that is missing or torn means that the runner itself broke: one failure, never "no tests". */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

export function vitestCounts(path) {
  const report = readReport(path)
  if (report === undefined) return { ...noTests, failed: 1 }
  // A file that fails before its first test counts as one failure.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests
  }
}

export function playwrightCounts(path) {
  const report = readReport(path)
  if (report === undefined) return { ...noTests, failed: 1 }
  const { expected, unexpected, flaky, skipped } = report.stats
  // A file that cannot be loaded is an error beside the tests.
  const broken = unexpected === 0 ? report.errors.length : 0
  return { passed: expected, failed: unexpected + flaky + broken, skipped }
}
