// Finds the browsers for the browser tests, and gets them when the machine has none.
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { installFromDistribution } from './distribution.mjs'
import { inRoot } from './root.mjs'
import { run, StepFailed } from './run.mjs'

const placesOfChromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
]

const placesOfFirefox = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox'
]

/** A whole browser inside an npm package; the last resort, since it brings no system libraries with it. */
const packaged = '@sparticuz/chromium@147.0.0'
const cache = inRoot('node_modules', '.cache', 'chromium')

/** The path of a Chromium: one that is there, or the distribution's, or one from npm. */
export async function getChromium() {
  return findChromium() ?? (await fromDistribution()) ?? (await fromNpm())
}

/** The path of a Firefox, or undefined where there is none and the distribution brings none. */
export async function getFirefox() {
  if (findFirefox() === undefined) await installFromDistribution('firefox-esr')
  return findFirefox()
}

const findChromium = () => named('WEFT_CHROMIUM') ?? placesOfChromium.find((path) => existsSync(path))
const findFirefox = () => named('WEFT_FIREFOX') ?? placesOfFirefox.find((path) => existsSync(path))

/** The path that the environment names; it wins, even when it is wrong. */
function named(variable) {
  const path = process.env[variable]
  if (!path) return undefined
  if (!existsSync(path)) throw new StepFailed(`${variable} names ${path}, which is not there.`)
  return path
}

async function fromDistribution() {
  await installFromDistribution('chromium')
  return findChromium()
}

async function fromNpm() {
  mkdirSync(cache, { recursive: true })
  const args = ['install', '--prefix', cache, '--no-save', '--no-audit', '--no-fund', packaged]
  const { code, output } = await run('npm', args)
  if (code !== 0) {
    throw new StepFailed(
      'No browser was found, and none could be installed. Set WEFT_CHROMIUM to one.',
      output
    )
  }
  const entry = createRequire(`${cache}/`).resolve('@sparticuz/chromium')
  const { default: chromium } = await import(pathToFileURL(entry).href)
  return chromium.executablePath()
}
