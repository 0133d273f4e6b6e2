// How the browser tests run: one worker, no retries, and the Chromium that scripts/test.mjs found.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env.WEFT_CHROMIUM ?? usualPlaces.find((path) => existsSync(path))

export default defineConfig({
  testDir: './browser',
  testMatch: '**/*.test.ts',
  outputDir: './test-results',
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.WEFT_REPORT
    ? [['line'], ['json', { outputFile: process.env.WEFT_REPORT }]]
    : [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  }
})
