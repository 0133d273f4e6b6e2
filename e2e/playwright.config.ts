// How the browser tests run: one worker, no retries, and the browsers that scripts/test.mjs found.
//
// All tests run in Chromium. Those tagged @firefox, which need nothing that Chromium alone can do, run in Firefox too:
// `--project firefox`.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
  use: { headless: true, trace: 'retain-on-failure' },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
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
    },
    {
      name: 'firefox',
      grep: /@firefox/,
      use: {
        browserName: 'firefox',
        // Firefox as it is released, by WebDriver BiDi. Traces of it are empty.
        channel: 'moz-firefox',
        trace: 'off',
        launchOptions: {
          executablePath: fileURLToPath(new URL('./lib/firefox/firefox-for-playwright.mjs', import.meta.url)),
          // It asks the person whether an app may keep its data, and waits for the answer. Here it is yes.
          firefoxUserPrefs: {
            'dom.storageManager.prompt.testing': true,
            'dom.storageManager.prompt.testing.allow': true
          }
        }
      }
    }
  ]
})
