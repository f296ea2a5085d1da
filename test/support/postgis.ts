import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'

export interface Postgis {
  /** As `postgis_lib_version()` says it. */
  version: string
  /**
   * Runs statements in one psql and gives what all of them print, as text, row by row; an empty cell is null or ''.
   * Many rows go in as `COPY t FROM STDIN;` followed by their lines and `\.`: give the text in pieces then.
   * @throws Error with what psql said
   */
  sql: (text: string | Iterable<string>) => Promise<string[][]>
  close: () => Promise<void>
}

/** PostgreSQL refuses to run as root: then it runs as the user its package makes. */
const USER = 'postgres'

/** Where Debian keeps each version of PostgreSQL. */
const SERVERS = '/usr/lib/postgresql'

/**
 * A server follows the process that started it, however that one ends: the shell that holds it waits for the end of its
 * standard input, stops the server and removes its folder.
 */
const GUARD = `folder=$1; shift; "$@" >"$folder/log" 2>&1 & server=$!
cat >/dev/null; kill -INT "$server"; wait "$server"; rm -rf "$folder"`

let opened: Promise<Postgis | null> | undefined

/**
 * A PostGIS of this process alone: a new cluster in a temporary folder, reached over a socket there and not over the
 * network. Null where PostgreSQL or PostGIS is not installed. One per process, which need not be closed.
 */
export function openPostgis(): Promise<Postgis | null> {
  opened ??= start()
  return opened
}

/** The newest PostgreSQL of this machine that has PostGIS. */
function programs(): string | null {
  if (!existsSync(SERVERS)) return null
  const [newest] = readdirSync(SERVERS)
    .filter((version) => existsSync(`${SERVERS}/${version}/bin/initdb`))
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`))
    .sort((a, b) => Number(b) - Number(a))
  return newest === undefined ? null : `${SERVERS}/${newest}/bin`
}

async function start(): Promise<Postgis | null> {
  const bin = programs()
  if (bin === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-postgis-'))
  const as: string[] = []
  if (process.getuid?.() === 0) {
    const [, , uid, gid] =
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map((line) => line.split(':'))
        .find(([name]) => name === USER) ?? []
    if (uid === undefined) return null
    chownSync(folder, Number(uid), Number(gid))
    as.push('setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--')
  }
  const data = join(folder, 'data')
  const [initdb, ...options] = [...as, `${bin}/initdb`, '-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8']
  const made = spawnSync(initdb!, [...options, '--locale=C', '--no-sync'], { cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error}`)
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'jit=off']
  const server = [...as, `${bin}/postgres`, '-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const guard = spawn('sh', ['-c', GUARD, 'guard', folder, ...server], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  const hold = guard.stdin as typeof guard.stdin & { unref: () => void }
  hold.unref()
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()))
  const sql = (text: string | Iterable<string>) => psql(bin, folder, text)
  await ready(sql, folder)
  await sql('CREATE EXTENSION postgis')
  const version = (await sql('SELECT postgis_lib_version()'))[0]![0]!
  const close = (): Promise<void> => {
    opened = undefined
    guard.ref()
    hold.end()
    return ended
  }
  return { version, sql, close }
}

async function ready(sql: Postgis['sql'], folder: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await sql('SELECT 1')
      return
    } catch (error) {
      if (tries === 200) throw new Error(`${error}\n${readFileSync(join(folder, 'log'), 'utf8')}`)
      await sleep(50)
    }
  }
}

async function psql(bin: string, folder: string, text: string | Iterable<string>): Promise<string[][]> {
  const options = [
    '-X',
    '-q',
    '-t',
    '--csv',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    folder,
    '-U',
    USER,
    '-f',
    '-',
    USER,
  ]
  const child = spawn(`${bin}/psql`, options, { stdio: 'pipe' })
  const said: string[] = []
  const printed: Buffer[] = []
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => said.push(chunk))
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
  const code = new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  )
  // psql that stops at an error reads no further: what it says counts, not the broken pipe.
  const written = pipeline(Readable.from(typeof text === 'string' ? [text] : text), child.stdin).catch(
    () => undefined,
  )
  if ((await code) !== 0) throw new Error(`psql: ${said.join('').trim()}`)
  await written
  return parse(Buffer.concat(printed), { relax_column_count: true })
}
