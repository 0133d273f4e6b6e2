// How the measurements run: as the browser tests, one after the other.
import { defineConfig } from '@playwright/test'
import tests from '../playwright.config.js'

export default defineConfig({
  ...tests,
  testDir: '.',
  outputDir: '../test-results',
  testMatch: '**/*.measure.ts',
  timeout: 300_000,
  reporter: [['list']],
  use: { ...tests.use, trace: 'off' }
})
