#!/usr/bin/env node
import { bundleOf, loadSources, nameSourcesInStacks } from './code-cache.js'

// Whoever reads our output may close it early, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// What nobody reads any more is not said; the work goes on.
process.stderr.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
})

const bundle = await bundleOf(new URL('./cli.ts', import.meta.url))
if (bundle === null) await loadSources()
else nameSourcesInStacks()
const { main } = await import((bundle ?? new URL('./cli.ts', import.meta.url)).href)
process.exitCode = await main(process.argv.slice(2))
