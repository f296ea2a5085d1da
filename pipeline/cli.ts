import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect as shown } from 'node:util'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { addCheckHostCommand } from './check-host/command.ts'
import type { CityOptions } from './city-verbs.ts'
import type { CompareOptions } from './compare/index.ts'
import type { DoctorOptions } from './doctor/index.ts'
import { EXIT, type Fault, stackForLog, UserError } from './errors.ts'
import type { ExplainOptions } from './explain/index.ts'
import { addExportCommand } from './export/command.ts'
import type { FormOptions } from './form/index.ts'
import { isHostName } from './hosting/host-name.ts'
import type { InitOptions } from './init/index.ts'
import type { InspectOptions } from './inspect/index.ts'
import { addNightlyCommand } from './nightly/command.ts'
import { PROJECT_ROOT } from './paths.ts'
import { createProgress, progressMode } from './progress.ts'
import { STAGE_TITLES, type StageName } from './stage.ts'
import { complain, jsonLine, plain, say } from './terminal.ts'
import { addTileCommand } from './tile/command.ts'
import { positiveInteger, yearList } from './tile/options.ts'
import { addVerifyCommand } from './verify/command.ts'

/** Runs the command line. Returns the exit code of `errors.ts`; never throws. */
export async function main(argv: string[]): Promise<number> {
  const json = argv.includes('--json')
  try {
    const cli = program(json)
    await cli.parseAsync(withKnownVerb(cli, argv), { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return (await reporter(json))(error)
  }
}

/** The arguments; without what asks for help where the verb is none, which Commander would take for a question about the whole program. */
function withKnownVerb(cli: Command, argv: string[]): string[] {
  const isVerb = (name: string) => cli.commands.some((command) => command.name() === name)
  const [verb, about] = argv.filter((argument) => !argument.startsWith('-'))
  if (verb === 'help') return about === undefined || isVerb(about) ? argv : [about]
  if (verb === undefined || isVerb(verb)) return argv
  return argv.filter((argument) => !['--help', '-h'].includes(argument))
}

function program(json: boolean): Command {
  const { version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  const cli = new Command('petakumuh')
    .description('From a slum decree and a survey to an audited, publishable slum atlas.')
    .version(version)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        json ? undefined : write(plain(`petakumuh: ${text.replace(/^error: /, '')}`)),
    })
    .addHelpText(
      'after',
      '\nA city is the name of a folder under data/ or the path of any folder with a city.yaml.\nExit codes: 0 ok, 2 usage, 20 configuration, 21 source, 22 contract, 23 geometry, 24 CRS, 30 locked,\n40 program missing, 41 tiles not proven, 50 publish failed, 70 our bug.',
    )

  accepting(working(cli.command('build <city>').description('run every stage that is stale'))).action(
    async (name: string, options: CityOptions) => (await cityVerbs()).runBuild(name, options),
  )

  for (const [stage, title] of Object.entries(STAGE_TITLES)) {
    const verb = stage.slice(2)
    const command = working(cli.command(`${verb} <city>`))
    if (stage === '7-publish') accepting(command)
    command
      .description(`${title.en}; earlier stages run first when stale`)
      .option('--only', 'run this stage alone, on what the earlier stages left')
      .action(async (name: string, options: CityOptions) =>
        (await cityVerbs()).runBuild(name, options, stage as StageName),
      )
  }

  placed(
    cli.command('plan <city>').description('say what is stale and why, without running anything'),
  ).action(async (name: string, options: CityOptions) => (await cityVerbs()).showPlan(name, options))

  placed(
    cli
      .command('serve <city>')
      .description(
        'show the published map of a city, or of an output folder, in a browser, on this machine only',
      ),
  )
    .option('--port <number>', 'port to listen on', port, 8080)
    .option('--host <address>', 'address to listen on; 0.0.0.0 opens it to the whole network', '127.0.0.1')
    .option(
      '--allow-host <name>',
      'answer on this machine also to this name, such as one that a proxy passes on; may be given several times',
      hostNames,
    )
    .action(
      async (name: string, options: CityOptions & { port: number; host: string; allowHost?: string[] }) =>
        (await cityVerbs()).runServer(name, options),
    )

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
    .action(async (files: string[], options: CityOptions & InspectOptions) => {
      const { inspect } = await import('./inspect/index.ts')
      await inspect(files, options, createProgress(progressMode(options)), await reporter(json))
    })

  cli
    .command('init <city> <files...>')
    .description('start a workspace: copy the files into it and write a commented city.yaml that builds')
    .option('--encoding <name>', 'how the text of the files is encoded, such as windows-1252')
    .option('--delimiter <sign>', 'what stands between the columns of a text table')
    .option('--header-row <n>', 'row with the column names, where title rows stand above it', positiveInteger)
    .option(
      '--year <years>',
      'vintage of surveys and decrees that do not state theirs; of RT profiles several, as in 2019,2021',
      yearList,
    )
    .option('--decree <number>', 'number of the decree in force, where no file gives one')
    .option('--title <name>', 'name of the city as people read it')
    .option('--force', 'write city.yaml anew when it is there')
    .addOption(
      new Option('--lang <language>', 'language of the comments').choices(['id', 'en']).default('en'),
    )
    .option('--json', 'one JSON object, for machines')
    .action(
      async (name: string, files: string[], options: CityOptions & InitOptions & { year?: number[] }) => {
        const { runInit } = await import('./init/index.ts')
        const progress = createProgress(progressMode(options))
        const opening = { ...options, years: options.year }
        await runInit(name, files, opening, progress, say, await reporter(json))
      },
    )

  cli
    .command('explain <city> <unit>')
    .description(
      'print the way from the records of the sources to the score of a zone, RT, kelurahan or the city',
    )
    .option('--criterion <id>', 'the whole way of one criterion, such as 4b')
    .option('--number <id>', 'the whole way of one other number, such as area_ha_net or distance_m:pasar')
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
      const { staleStages } = await cityVerbs()
      await runExplain(name, unit, options, say, staleStages)
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
      (await import('./form/index.ts')).runForm(city, options, say),
    )

  cli
    .command('compare <a> <b>')
    .description(
      'hold two releases or two archives of tiles against each other: features and numbers that differ; exit 22 when any does',
    )
    .option('--zoom <zooms>', 'only this zoom, or these: 4-10; of archives')
    .option('--layer <names...>', 'only these layers; of releases tables too')
    .option('--output <dir>', 'where to write changes.csv and changes.geojson, of two releases')
    .option('--limit <n>', 'examples of each kind and layer', positiveInteger, 5)
    .addOption(new Option('--lang <language>', 'language of the table').choices(['id', 'en']).default('en'))
    .option('--json', 'one JSON object, for machines')
    .action(async (a: string, b: string, options: CompareOptions) =>
      (await import('./compare/index.ts')).runCompare(a, b, options, say),
    )

  cli
    .command('doctor [cities...]')
    .description('say whether this machine can build, and what to do where it cannot; nothing is built')
    .option('--output <dir>', 'folder that holds the outputs of all cities (default: output)')
    .addOption(new Option('--lang <language>', 'language of the report').choices(['id', 'en']).default('en'))
    .option('--json', 'one JSON object, for machines')
    .addHelpText('after', '\nExit codes: 0 nothing is broken, 40 something is, 2 usage, 70 our bug.')
    .action(async (cities: string[], options: DoctorOptions) =>
      (await import('./doctor/index.ts')).runDoctor(cities, options, say),
    )

  addVerifyCommand(cli)
  addTileCommand(cli)
  addExportCommand(cli)
  addCheckHostCommand(cli)
  addNightlyCommand(cli)

  return cli
}

/** Loaded when a city is worked on: the other verbs start sooner without it. */
function cityVerbs() {
  return import('./city-verbs.ts')
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
    .option('--no-space-check', 'begin each stage whatever space the disk has left')
    .option('--quiet', 'only errors')
}

function accepting(command: Command): Command {
  return command
    .option('--accept <reason>', 'publish in spite of the drift gates; the reason is recorded', reason)
    .option(
      '--keep <n>',
      'releases that stay on the disk, the served one included (default: publish.keep of city.yaml, else 5)',
      positiveInteger,
    )
    .option(
      '--status <dir>',
      'where petakumuh nightly keeps its status: the last good release it names always stays (default: _nightly beside the output)',
    )
    .option('--verify', 'hold the new release to what it says of itself before it is served')
}

/** Fewer tell nothing to who reads the record in a year. */
const REASON_CHARACTERS = 10

function reason(text: string): string {
  const given = text.trim()
  if ([...given].length < REASON_CHARACTERS)
    throw new InvalidArgumentError(`expected a reason of at least ${REASON_CHARACTERS} characters.`)
  return given
}

function hostNames(text: string, before: string[] = []): string[] {
  if (!isHostName(text))
    throw new InvalidArgumentError('expected a name such as peta.kota.go.id, without https:// and port.')
  return [...before, text]
}

function port(text: string): number {
  const value = positiveInteger(text)
  if (value > 65_535) throw new InvalidArgumentError('expected a number of at most 65535.')
  return value
}

/** Tells of a fault and gives its exit code. */
async function reporter(json: boolean): Promise<(thrown: unknown) => number> {
  const { refusedBySystem } = await import('./refused-by-system.ts')
  return (thrown) => report(refusedBySystem(thrown) ?? thrown, json)
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has said it in words already.
    if (error.exitCode === 0) return EXIT.ok
    return json
      ? reportJson('usage', EXIT.usage, { what: error.message.replace(/^error: /, '') })
      : EXIT.usage
  }
  if (error instanceof UserError) {
    if (json) return reportJson(error.kind, error.exitCode, error.fault)
    complain(`petakumuh: ${error.message}`)
    return error.exitCode
  }
  if (json) return reportJson('bug', EXIT.bug, { what: stackForLog(error) })
  complain('petakumuh: this is a fault of the program, not of your data; please report it with these lines')
  complain(process.stderr.isTTY ? shown(error) : stackForLog(error))
  return EXIT.bug
}

function reportJson(kind: string, exit: number, fault: Fault): number {
  complain(jsonLine({ error: kind, exit, ...fault }))
  return exit
}
