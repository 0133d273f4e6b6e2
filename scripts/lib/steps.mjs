// The steps of `npm test`, in order: what each needs, and how it runs.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { getChromium, getFirefox } from './browser.mjs'
import {
  areExamplesBuilt,
  arePackagesBuilt,
  buildApp,
  buildExamples,
  buildPackages,
  checkAppSize,
  hasApp,
  isAppBuilt,
  tsc
} from './build.mjs'
import { checkBundles } from './bundles/check.mjs'
import { kilobytes } from './bundles/sizes.mjs'
import { installFromDistribution } from './distribution.mjs'
import { buildFuzzer, fuzzQuietly } from './fuzz.mjs'
import { checkPackages } from './packages.mjs'
import { install, isInstalled } from './pnpm.mjs'
import { noTests, playwrightCounts, vitestCounts } from './reports.mjs'
import { inRoot } from './root.mjs'
import { runNode, StepFailed } from './run.mjs'
import { testFiles } from './test-files.mjs'

const bin = (...parts) => inRoot('node_modules', ...parts)
const reports = inRoot('node_modules', '.cache', 'weft', 'reports')

/**
 * Each `run` resolves with `{ counts?, remark?, output? }` and throws StepFailed when the step itself failed.
 * A step without `counts` is not a test runner; it adds one to the failures when it fails. One that `isBeside` runs in
 * the background while the steps after it run, and is waited for at the end.
 */
export const steps = [
  { name: 'install', label: 'Install packages', needs: [], run: installStep },
  { name: 'build', label: 'Build packages', needs: ['install'], run: buildStep },
  { name: 'types', label: 'Types of tests and examples', needs: ['build'], run: typesStep },
  { name: 'lint', label: 'Lint and style', needs: ['install'], run: lintStep },
  { name: 'unit', label: 'Unit and contract tests', needs: ['build'], run: () => vitestStep('unit') },
  { name: 'sim', label: 'Simulation', needs: ['build'], run: () => vitestStep('sim') },
  { name: 'seeds', label: 'Simulated worlds', needs: ['sim'], isBeside: true, run: seedsStep },
  { name: 'crash', label: 'Crashes', needs: ['build'], run: crashStep },
  { name: 'fuzz', label: 'Hostile bytes', needs: ['build'], run: fuzzStep },
  { name: 'packages', label: 'Packages as published', needs: ['build'], run: packagesStep },
  { name: 'app', label: 'Build the notes app', needs: ['build'], run: appStep },
  { name: 'examples', label: 'Build the examples', needs: ['build'], run: examplesStep },
  { name: 'browser', label: 'Browser tests', needs: ['app', 'examples'], run: browserStep },
  { name: 'firefox', label: 'Browser tests in Firefox', needs: ['app'], run: firefoxStep }
]

async function installStep() {
  if (isInstalled()) return { remark: 'already there' }
  await install()
  return {}
}

async function buildStep() {
  if (arePackagesBuilt()) return { remark: 'up to date' }
  await buildPackages()
  return {}
}

async function typesStep() {
  mkdirSync(bin('.cache', 'tsc'), { recursive: true })
  await must('Types', tsc, ['-p', 'tsconfig.tests.json'])
  await must('Types of the examples', tsc, ['-p', 'examples'])
  return {}
}

/** All three have their say, so that one run shows everything there is to mend. */
async function lintStep() {
  const biome = ['check', '--error-on-warnings', '--max-diagnostics=200', '.']
  const said = [
    { what: 'Biome', ...(await runNode(bin('@biomejs', 'biome', 'bin', 'biome'), biome)) },
    { what: 'Knip', ...(await runNode(bin('knip', 'bin', 'knip.js'), ['--no-progress'])) },
    { what: 'Style', ...(await runNode(inRoot('scripts', 'check-style.mjs'), [])) }
  ]
  const unhappy = said.filter(({ code }) => code !== 0)
  if (unhappy.length > 0) {
    const names = unhappy.map(({ what }) => what).join(', ')
    throw new StepFailed(`Found something: ${names}.`, unhappy.map(({ output }) => output).join('\n'))
  }
  return { remark: said[2].output.trim().split('\n').at(-1) }
}

async function must(what, file, args) {
  const { code, output } = await runNode(file, args)
  if (code !== 0) throw new StepFailed(`${what} found something.`, output)
  return output
}

async function vitestStep(project) {
  if (testFiles(project).length === 0) return { remark: 'none yet', counts: noTests }
  const report = freshReport(project)
  const { code, output } = await runNode(bin('vitest', 'vitest.mjs'), [
    ...['run', '--project', project],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  ])
  return verdict(code, vitestCounts(report), output)
}

/** With the 1,000 of the tests before, 20,000 worlds; the machine waits more than half of the time in what runs beside. */
async function seedsStep() {
  const { code, output } = await runNode(
    inRoot('scripts', 'sim.mjs'),
    ['--seeds', '19000', '--from', '1001'],
    {
      inBackground: true
    }
  )
  if (code !== 0) throw new StepFailed('A simulated world broke a promise.', output)
  const [seeds, checks, ...rest] = output.trim().split('\n').at(-1).split('; ')
  return { remark: `${seeds}; ${checks.split(' (')[0]}; ${rest.at(-1)}` }
}

/** Power cuts are made of what strace sees; without it they are left out, and the table says so. */
async function crashStep() {
  const hasStrace = () => existsSync('/usr/bin/strace')
  if (process.platform === 'linux' && !hasStrace()) await installFromDistribution('strace')
  const result = await vitestStep('crash')
  return hasStrace() ? result : { ...result, remark: 'without power cuts: strace is not there' }
}

/** The pinned cases, and then as many frames as fit beside the other steps. */
async function fuzzStep() {
  const pinned = await vitestStep('fuzz')
  if (pinned.counts.failed > 0) return pinned
  await buildFuzzer()
  const { code, output } = await fuzzQuietly(['--frames', '200000'])
  if (code !== 0) throw new StepFailed('Hostile bytes broke something.', output)
  return { ...pinned, remark: output.trim().split('\n').at(-1).split(';').slice(0, 2).join(';') }
}

async function browserStep() {
  return playwrightStep('browser', 'chromium', { WEFT_CHROMIUM: await getChromium() })
}

/** Waits are most of it, and nothing in it is timed: two at a time. */
async function firefoxStep() {
  const firefox = await getFirefox()
  if (firefox === undefined) return { remark: 'left out: no Firefox is there', counts: noTests }
  return playwrightStep('firefox', 'firefox', { WEFT_FIREFOX: firefox }, ['--workers', '2'])
}

async function playwrightStep(name, project, env, args = []) {
  const report = freshReport(name)
  const { code, output } = await runNode(
    bin('@playwright', 'test', 'cli.js'),
    ['test', '--config', 'e2e/playwright.config.ts', '--project', project, ...args],
    { env: { ...env, WEFT_REPORT: report } }
  )
  return verdict(code, playwrightCounts(report), output)
}

/** A runner that fails without naming a failed test (an unhandled error, say) has still failed once. */
function verdict(code, counts, output) {
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed
  return { counts: { ...counts, failed }, output }
}

async function packagesStep() {
  const { checked, problems } = await checkPackages()
  if (problems.length > 0) throw new StepFailed('A package is not fit to be published.', problems.join('\n'))
  const bundles = await checkBundles()
  if (bundles.problems.length > 0) {
    throw new StepFailed('A package is larger than its budget.', bundles.problems.join('\n\n'))
  }
  const { name, sizes } = bundles.measured.find(({ name }) => name === 'client + indexeddb')
  return { remark: `${checked} packages; ${name} ${kilobytes(sizes.first)} gzipped` }
}

async function appStep() {
  if (!hasApp()) return { remark: 'none yet' }
  if (!isAppBuilt()) await buildApp()
  return { remark: await checkAppSize() }
}

async function examplesStep() {
  if (areExamplesBuilt()) return { remark: 'up to date' }
  return { remark: `${await buildExamples()} pages` }
}

/** An old report must not be read as the result of this run. */
function freshReport(name) {
  if (!existsSync(reports)) mkdirSync(reports, { recursive: true })
  const path = `${reports}/${name}.json`
  rmSync(path, { force: true })
  return path
}
