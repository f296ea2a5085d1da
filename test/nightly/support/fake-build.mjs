// Stands in for `petakumuh build`: does what the file `behaviour.json` of the workspace says, and says lines as a build does.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [workspace, ...options] = process.argv.slice(2)
const option = (name) => options[options.indexOf(name) + 1]
const output = option('--output')
const path = join(workspace, 'behaviour.json')
const behaviour = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
const say = (line) => console.error(JSON.stringify(line))

mkdirSync(join(output, 'public'), { recursive: true })
writeFileSync(
  join(output, 'seen.json'),
  JSON.stringify({ options, TMPDIR: process.env.TMPDIR, webhook: process.env.PETAKUMUH_WEBHOOK ?? null }),
)
writeFileSync(join(process.env.TMPDIR, 'spilled'), 'x')
const {
  reasons = ['never built'],
  release = 'aaaa',
  publishes,
  fault,
  text,
  signal,
  code,
  hangs,
  old,
} = behaviour
if (old) say({ message: 'note', ...old })
say({ message: 'run 1-ingest', stage: '1-ingest', state: 'run', reasons })
say({
  message: 'done 1-ingest',
  stage: '1-ingest',
  state: 'done',
  seconds: 0.25,
  rows: { decrees: 1 },
  peak_memory_mb: 123,
})
say({ message: 'run 7-publish', stage: '7-publish', state: 'run', reasons: ['input 1-ingest/x changed'] })
if (text) console.error(text)
if (hangs) {
  // A program that the build started, and that outlives it unless the whole group is ended; or that left the group.
  const detached = hangs === 'escaped'
  const waits = detached ? 'setTimeout(() => {}, 300_000)' : 'setInterval(() => {}, 1000)'
  const helper = spawn(process.execPath, ['-e', waits], { stdio: 'inherit', detached })
  const pids = join(output, 'pids.json')
  writeFileSync(`${pids}.new`, JSON.stringify([process.pid, helper.pid]))
  renameSync(`${pids}.new`, pids)
  if (hangs === 'forever') setInterval(() => {}, 1000)
  else helper.unref()
}
if (hangs !== 'forever') {
  // Published, before what ends the build.
  if (publishes) writeFileSync(join(output, 'public/latest.json'), JSON.stringify({ release }))
  if (signal) process.kill(process.pid, signal)
  if (fault) say(fault)
  if (fault || code) process.exit(code ?? fault.exit)
  writeFileSync(join(output, 'public/latest.json'), JSON.stringify({ release }))
  say({ message: 'done 7-publish', stage: '7-publish', state: 'done', seconds: 0.5, rows: {} })
  if (hangs) process.exit(0)
}
