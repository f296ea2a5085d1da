import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type BuildOptions, build, plan } from './build.ts'
import { type City, displayPath, loadCity, PROJECT_ROOT } from './city.ts'
import { EXIT, UserError } from './errors.ts'
import { withLock } from './lock.ts'
import { createProgress, type Progress, type ProgressMode } from './progress.ts'
import { serve } from './serve.ts'
import type { StageName } from './stage.ts'
import { stages } from './stages.ts'

interface CommonOptions {
  output?: string
  force?: boolean
  only?: boolean
  jobs?: number
  memory?: number
  json?: boolean
  quiet?: boolean
}

/** Runs the command line. Returns the exit code of `errors.ts`; never throws. */
export async function main(argv: string[]): Promise<number> {
  try {
    await program().parseAsync(argv, { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return report(error, argv.includes('--json'))
  }
}

function program(): Command {
  const cli = new Command('petakumuh')
    .description('From a slum decree and a survey to an audited, publishable slum atlas.')
    .version(
      (JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string }).version,
    )
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`petakumuh: ${text}`) })
    .addHelpText(
      'after',
      '\nA city is the name of a folder under data/ or the path of any folder with a city.yaml.\nExit codes: 0 ok, 2 usage, 20 configuration, 21 source, 22 contract, 23 geometry, 24 CRS, 30 locked,\n40 program missing, 41 tiles not proven, 50 publish failed, 70 our bug.',
    )

  common(cli.command('build <city>').description('run every stage that is stale')).action(
    (name: string, options: CommonOptions) => runBuild(name, options),
  )

  for (const stage of stages) {
    const verb = stage.name.slice(2)
    common(
      cli.command(`${verb} <city>`).description(`${stage.title.en}; earlier stages run first when stale`),
    )
      .option('--only', 'run this stage alone, on what the earlier stages left')
      .action((name: string, options: CommonOptions) => runBuild(name, options, stage.name))
  }

  common(
    cli.command('plan <city>').description('say what is stale and why, without running anything'),
  ).action(async (name: string, options: CommonOptions) => {
    const city = loadCity(name)
    const plans = await plan(city, buildOptions(city, options))
    if (options.json) {
      console.log(
        JSON.stringify(
          plans.map((p) => ({ stage: p.stage.name, fresh: p.reasons.length === 0, reasons: p.reasons })),
        ),
      )
      return
    }
    for (const { stage, reasons } of plans) {
      console.log(reasons.length === 0 ? `fresh  ${stage.name}` : `stale  ${stage.name}`)
      for (const reason of reasons) console.log(`         ${reason}`)
    }
  })

  common(cli.command('serve <city>').description('show the published map in a browser, on this machine only'))
    .option('--port <number>', 'port to listen on', positiveInteger, 8080)
    .action(async (name: string, options: CommonOptions & { port: number }) => {
      const city = loadCity(name)
      const folder = join(outputDirectory(city, options), 'public')
      if (!existsSync(join(folder, 'latest.json'))) {
        throw new UserError('usage', {
          what: 'there is no published map yet',
          where: { file: displayPath(folder) },
          next: `run: petakumuh build ${name}`,
        })
      }
      const server = await serve(folder, options.port)
      console.log(`${city.title.en}: ${server.url}\nCtrl+C stops.`)
      await server.closed
    })

  return cli
}

function common(command: Command): Command {
  return command
    .option('--output <dir>', 'where to write (default: output/<name>)')
    .option('--force', 'run stages even when they are fresh')
    .option('--jobs <n>', 'threads to use', positiveInteger)
    .option('--memory <mb>', 'memory for tables in MB; more spills to disk', positiveInteger)
    .option('--json', 'one JSON object a line, for machines')
    .option('--quiet', 'only errors')
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number above 0.')
  return value
}

function outputDirectory(city: City, options: CommonOptions): string {
  return options.output ? resolve(options.output) : join(PROJECT_ROOT, 'output', city.name)
}

function buildOptions(city: City, options: CommonOptions): BuildOptions {
  return {
    outputDirectory: outputDirectory(city, options),
    force: options.force,
    jobs: options.jobs,
    memoryMb: options.memory,
  }
}

async function runBuild(name: string, options: CommonOptions, target?: StageName): Promise<void> {
  const city = loadCity(name)
  const progress = createProgress(progressMode(options))
  const settings = buildOptions(city, options)
  if (target && options.only) settings.only = target
  else if (target) settings.until = target
  mkdirSync(settings.outputDirectory, { recursive: true })
  const started = performance.now()
  progress.say(`${city.title.en} -> ${displayPath(settings.outputDirectory)}`)
  const outcome = await withLock(settings.outputDirectory, () => build(city, settings, progress))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (outcome.ran.length === 0) progress.say(`Every stage is fresh: nothing to do (${seconds} s).`)
  else progress.say(`Built in ${seconds} s.`)
  sayWhereToLook(city, settings.outputDirectory, progress)
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
  const look =
    inData && inOutput
      ? `make serve CITY=${city.name}`
      : `petakumuh serve ${relative('', city.directory) || '.'} --output ${displayPath(output)}`
  progress.say(`  look       ${look}`)
}

function progressMode(options: CommonOptions): ProgressMode {
  if (options.quiet) return 'quiet'
  if (options.json) return 'json'
  return process.stderr.isTTY ? 'terminal' : 'log'
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof UserError) {
    if (json) console.error(JSON.stringify({ error: error.kind, exit: error.exitCode, ...error.fault }))
    else console.error(`petakumuh: ${error.message}`)
    return error.exitCode
  }
  console.error(
    'petakumuh: this is a fault of the program, not of your data; please report it with these lines',
  )
  console.error(error)
  return EXIT.bug
}
