import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { type BuildOptions, build, plan } from './build.ts'
import { type City, displayPath, loadCity, PROJECT_ROOT } from './city.ts'
import type { CompareOptions } from './compare/index.ts'
import { EXIT, type Fault, UserError } from './errors.ts'
import type { ExplainOptions } from './explain/index.ts'
import type { FormOptions } from './form/index.ts'
import type { InitOptions } from './init/index.ts'
import type { InspectOptions } from './inspect/index.ts'
import { withLock } from './lock.ts'
import { createProgress, type Progress, type ProgressMode } from './progress.ts'
import { serve } from './serve.ts'
import type { StageName } from './stage.ts'
import { stages } from './stages.ts'
import { addTileCommand } from './tile/command.ts'
import { addVerifyCommand } from './verify/command.ts'

interface Options {
  output?: string
  force?: boolean
  only?: boolean
  jobs?: number
  memory?: number
  json?: boolean
  quiet?: boolean
  accept?: string
}

/** The stage whose gates `--accept` opens. */
const PUBLISH: StageName = '7-publish'

/** Runs the command line. Returns the exit code of `errors.ts`; never throws. */
export async function main(argv: string[]): Promise<number> {
  const json = argv.includes('--json')
  try {
    await program(json).parseAsync(argv, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return report(error, json)
  }
}

function program(json: boolean): Command {
  const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const cli = new Command('petakumuh')
    .description('From a slum decree and a survey to an audited, publishable slum atlas.')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => (json ? undefined : write(`petakumuh: ${text}`)) })
    .addHelpText(
      'after',
      '\nA city is the name of a folder under data/ or the path of any folder with a city.yaml.\nExit codes: 0 ok, 2 usage, 20 configuration, 21 source, 22 contract, 23 geometry, 24 CRS, 30 locked,\n40 program missing, 41 tiles not proven, 50 publish failed, 70 our bug.',
    )

  accepting(working(cli.command('build <city>').description('run every stage that is stale'))).action(
    (name: string, options: Options) => runBuild(name, options),
  )

  for (const stage of stages) {
    const verb = stage.name.slice(2)
    const command = working(cli.command(`${verb} <city>`))
    if (stage.name === PUBLISH) accepting(command)
    command
      .description(`${stage.title.en}; earlier stages run first when stale`)
      .option('--only', 'run this stage alone, on what the earlier stages left')
      .action((name: string, options: Options) => runBuild(name, options, stage.name))
  }

  placed(
    cli.command('plan <city>').description('say what is stale and why, without running anything'),
  ).action((name: string, options: Options) => showPlan(name, options))

  placed(cli.command('serve <city>').description('show the published map in a browser, on this machine only'))
    .option('--port <number>', 'port to listen on', port, 8080)
    .action((name: string, options: Options & { port: number }) => runServer(name, options))

  cli
    .command('inspect <files...>')
    .description(
      'say what the files hold: layers, CRS, encoding, columns, faults, and the likely table and mapping',
    )
    .option('--layer <name>', 'only this layer, sheet or table')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .option('--delimiter <sign>', 'what stands between the columns of a text table')
    .option('--header-row <n>', 'row with the column names, where title rows stand above it', positiveInteger)
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('--json', 'one JSON object a layer, for machines')
    .action(async (files: string[], options: Options & InspectOptions) => {
      const { inspect } = await import('./inspect/index.ts')
      await inspect(files, options, createProgress(progressMode(options)), (error) => report(error, json))
    })

  cli
    .command('init <city> <files...>')
    .description('start a workspace: copy the files into it and write a commented city.yaml that builds')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .option('--delimiter <sign>', 'what stands between the columns of a text table')
    .option('--header-row <n>', 'row with the column names, where title rows stand above it', positiveInteger)
    .option('--year <year>', 'vintage of surveys and decrees that do not state theirs', positiveInteger)
    .option('--title <name>', 'name of the city as people read it')
    .option('--force', 'write city.yaml anew when it is there')
    .addOption(
      new Option('--lang <language>', 'language of the comments').choices(['id', 'en']).default('en'),
    )
    .option('--json', 'one JSON object, for machines')
    .action(async (name: string, files: string[], options: Options & InitOptions) => {
      const { runInit } = await import('./init/index.ts')
      const progress = createProgress(progressMode(options))
      const print = (line: string) => console.log(line)
      await runInit(name, files, options, progress, print, (error) => report(error, json))
    })

  cli
    .command('explain <city> <unit>')
    .description(
      'print the way from the records of the sources to the score of a zone, RT, kelurahan or the city',
    )
    .option('--criterion <id>', 'the whole way of one criterion, such as 4b')
    .option('--vintage <year>', 'year of the data (default: the latest)', positiveInteger)
    .option('--methodology <id>', 'the criteria to score by (default: those of the city)')
    .addOption(
      new Option('--level <level>', 'what the name is of, where several are called so').choices([
        ...['rt', 'zone', 'kawasan', 'kelurahan', 'kecamatan', 'city'],
      ]),
    )
    .addOption(new Option('--lang <language>', 'language of the page').choices(['id', 'en']).default('en'))
    .option('--output <dir>', 'where the city is built (default: output/<name>)')
    .option('--json', 'one JSON object, for machines')
    .action(async (name: string, unit: string, options: ExplainOptions) => {
      const { runExplain } = await import('./explain/index.ts')
      await runExplain(name, unit, options, (line) => console.log(line), staleStages)
    })

  cli
    .command('form [city]')
    .description('write a survey form (XLSForm for KoboToolbox and ODK) whose export ingests with no mapping')
    .option('--table <name>', 'households, buildings or facilities', 'households')
    .option('-o, --output <file>', 'the file to write (default: form-<table>.xlsx)')
    .option('--server <name>', 'whose export the block for city.yaml is for: kobo or central', 'kobo')
    .option('--force', 'replace the file when it is there')
    .option('--json', 'one JSON object a line, for machines')
    .action(async (city: string | undefined, options: FormOptions) =>
      (await import('./form/index.ts')).runForm(city, options, (line) => console.log(line)),
    )

  cli
    .command('compare <a> <b>')
    .description('hold two tile archives against each other, by tile, layer and feature')
    .option('--zoom <zooms>', 'only this zoom, or these: 4-10')
    .option('--layer <names...>', 'only these layers')
    .option('--limit <n>', 'examples of each kind and layer', positiveInteger, 5)
    .addOption(new Option('--lang <language>', 'language of the table').choices(['id', 'en']).default('en'))
    .option('--json', 'one JSON object, for machines')
    .action(async (a: string, b: string, options: CompareOptions) =>
      (await import('./compare/index.ts')).runCompare(a, b, options, (line) => console.log(line)),
    )

  addVerifyCommand(cli)
  addTileCommand(cli)

  return cli
}

function placed(command: Command): Command {
  return command
    .option('--output <dir>', 'where the city is built (default: output/<name>)')
    .option('--json', 'one JSON object a line, for machines')
}

function working(command: Command): Command {
  return placed(command)
    .option('--force', 'run stages even when they are fresh')
    .option('--jobs <n>', 'threads to use', positiveInteger)
    .option('--memory <mb>', 'memory for tables in MB; more spills to disk', positiveInteger)
    .option('--quiet', 'only errors')
}

function accepting(command: Command): Command {
  return command.option(
    '--accept <reason>',
    'publish in spite of the drift gates; the reason is recorded',
    reason,
  )
}

/** Fewer tell nothing to who reads the record in a year. */
const REASON_CHARACTERS = 10

function reason(text: string): string {
  const given = text.trim()
  if ([...given].length < REASON_CHARACTERS)
    throw new InvalidArgumentError(`expected a reason of at least ${REASON_CHARACTERS} characters.`)
  return given
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number above 0.')
  return value
}

function port(text: string): number {
  const value = positiveInteger(text)
  if (value > 65_535) throw new InvalidArgumentError('expected a number of at most 65535.')
  return value
}

function outputDirectory(city: City, options: Options): string {
  return options.output ? resolve(options.output) : join(PROJECT_ROOT, 'output', city.name)
}

async function runBuild(name: string, options: Options, target?: StageName): Promise<void> {
  const city = loadCity(name)
  const progress = createProgress(progressMode(options))
  const settings: BuildOptions = {
    outputDirectory: outputDirectory(city, options),
    force: options.force,
    jobs: options.jobs,
    memoryMb: options.memory,
    accept: options.accept,
    ...(options.only ? { only: target } : { until: target }),
  }
  makeOutput(settings.outputDirectory)
  const started = performance.now()
  progress.say(`${city.title.en} -> ${displayPath(settings.outputDirectory)}`)
  const outcome = await withLock(settings.outputDirectory, () => build(city, settings, progress))
  if (options.accept !== undefined && outcome.fresh.includes(PUBLISH))
    progress.say('  note   7-publish: --accept was not needed, and nothing is recorded', { stage: PUBLISH })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (outcome.ran.length === 0) progress.say(`Every stage is fresh: nothing to do (${seconds} s).`)
  else progress.say(`Built in ${seconds} s.`)
  sayWhereToLook(city, settings.outputDirectory, progress)
}

function makeOutput(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new UserError(
      'usage',
      {
        what: 'the output folder cannot be made',
        where: { file: displayPath(directory) },
        got: (error as Error).message.split(',')[0],
        next: 'choose another with --output',
      },
      { cause: error },
    )
  }
}

function sayWhereToLook(city: City, output: string, progress: Progress): void {
  const places: [string, string][] = [
    ['map', 'public/index.html'],
    ['report', 'stages/2-validate/report.html'],
    ['data', 'public/latest.json'],
    ['quarantine', 'stages/2-validate/quarantine'],
  ]
  for (const [label, path] of places) {
    if (existsSync(join(output, path)))
      progress.say(`  ${label.padEnd(11)}${displayPath(join(output, path))}`)
  }
  if (!existsSync(join(output, 'public/latest.json'))) return
  const inData = resolve(city.directory) === join(PROJECT_ROOT, 'data', city.name)
  const inOutput = output === join(PROJECT_ROOT, 'output', city.name)
  const elsewhere = `npx petakumuh serve ${displayPath(city.directory)} --output ${displayPath(output)}`
  progress.say(`  look       ${inData && inOutput ? `make serve CITY=${city.name}` : elsewhere}`)
}

async function showPlan(name: string, options: Options): Promise<void> {
  const city = loadCity(name)
  for (const { stage, reasons } of await plan(city, { outputDirectory: outputDirectory(city, options) })) {
    const fresh = reasons.length === 0
    if (options.json) console.log(JSON.stringify({ stage: stage.name, fresh, reasons }))
    else console.log([`${fresh ? 'fresh' : 'stale'}  ${stage.name}`, ...reasons].join('\n         '))
  }
}

/** Stages up to the indicators that would run now; a city whose files are gone is as stale as can be. */
async function staleStages(city: City, output: string): Promise<string[]> {
  try {
    const plans = await plan(city, { outputDirectory: output, until: '5-indicators' })
    return plans.filter(({ reasons }) => reasons.length > 0).map(({ stage }) => stage.name)
  } catch (error) {
    if (error instanceof UserError && error.kind === 'source') return ['1-ingest']
    throw error
  }
}

async function runServer(name: string, options: Options & { port: number }): Promise<void> {
  const city = loadCity(name)
  const folder = join(outputDirectory(city, options), 'public')
  if (!existsSync(join(folder, 'latest.json'))) {
    throw new UserError('usage', {
      what: 'there is no published map yet',
      where: { file: displayPath(folder) },
      next: `run: npx petakumuh build ${name}`,
    })
  }
  const server = await serve(folder, options.port)
  console.log(
    options.json ? JSON.stringify({ url: server.url }) : `${city.title.en}: ${server.url}\nCtrl+C stops.`,
  )
  await server.closed
}

function progressMode(options: Options): ProgressMode {
  if (options.quiet) return 'quiet'
  if (options.json) return 'json'
  return process.stderr.isTTY ? 'terminal' : 'log'
}

function report(thrown: unknown, json: boolean): number {
  if (thrown instanceof CommanderError) {
    // Commander has said it in words already.
    if (thrown.exitCode === 0) return EXIT.ok
    return json
      ? reportJson('usage', EXIT.usage, { what: thrown.message.replace(/^error: /, '') })
      : EXIT.usage
  }
  const error = refusedBySystem(thrown) ?? thrown
  if (error instanceof UserError) {
    if (json) return reportJson(error.kind, error.exitCode, error.fault)
    console.error(`petakumuh: ${error.message}`)
    return error.exitCode
  }
  if (json)
    return reportJson('bug', EXIT.bug, { what: (error instanceof Error && error.stack) || String(error) })
  console.error(
    'petakumuh: this is a fault of the program, not of your data; please report it with these lines',
  )
  console.error(error)
  return EXIT.bug
}

const REFUSALS: Record<string, string> = {
  EACCES: 'give yourself the right to it, or name another file or folder',
  EPERM: 'give yourself the right to it, or name another file or folder',
  ELOOP: 'the links lead in a circle: name the file itself',
  EROFS: 'choose a folder with --output that can be written',
  ENAMETOOLONG: 'choose a shorter name; while a file is being written it has some more letters',
  ENOSPC: 'free some space; what was published before is still served',
  EDQUOT: 'free some space; what was published before is still served',
}

/** A full disk or a missing right is no fault of ours. */
function refusedBySystem(error: unknown): UserError | null {
  const { code, message, path } = (error ?? {}) as NodeJS.ErrnoException
  const next = REFUSALS[code ?? '']
  if (next === undefined) return null
  const where = path === undefined ? undefined : { file: displayPath(path) }
  return new UserError('publish', { what: 'the system refused to read or write', where, got: message, next })
}

function reportJson(kind: string, exit: number, fault: Fault): number {
  console.error(JSON.stringify({ error: kind, exit, ...fault }))
  return exit
}
