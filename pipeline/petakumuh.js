#!/usr/bin/env node
import { register } from 'tsx/esm/api'

// Whoever reads our output may close it early, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

register()
const { main } = await import('./cli.ts')
process.exitCode = await main(process.argv.slice(2))
