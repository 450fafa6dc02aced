import { defineConfig } from '@playwright/test'
import { findChromium } from './test/kit/chromium.ts'

// The browser tests: a real Chromium, the real server, pages on another site.
const chromium = await findChromium()

export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'test-results/browser',
  timeout: 45_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 2,
  // On a busy machine one of 400 tests may miss its time; npm test names each that needed a second try
  retries: 2,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  globalSetup: './test/kit/build-once.ts',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromium.path, args: chromium.args },
    locale: 'en-GB',
    // It stands between the page and what tests answer in the server's place; the tests about it allow it
    serviceWorkers: 'block',
    trace: 'off'
  }
})
