// Finds a Chromium for the browser tests, and gets one when the machine has none.
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { installFromDistribution } from './distribution.mjs'
import { inRoot } from './root.mjs'
import { run, StepFailed } from './run.mjs'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
]

/** A whole browser inside an npm package; the last resort, since it brings no system libraries with it. */
const packaged = '@sparticuz/chromium@147.0.0'
const cache = inRoot('node_modules', '.cache', 'chromium')

/** The path of a browser that is there already, or undefined. $WEFT_CHROMIUM wins, even when it is wrong. */
function findBrowser() {
  const named = process.env.WEFT_CHROMIUM
  if (named) {
    if (!existsSync(named)) throw new StepFailed(`WEFT_CHROMIUM names ${named}, which is not there.`)
    return named
  }
  return usualPlaces.find((path) => existsSync(path))
}

export async function getBrowser() {
  return findBrowser() ?? (await fromDistribution()) ?? (await fromNpm())
}

async function fromDistribution() {
  await installFromDistribution('chromium')
  return findBrowser()
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
