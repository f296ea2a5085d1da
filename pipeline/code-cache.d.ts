/** The bundle of a module of ours, made when there is none or a source has changed; null when none can be made or kept. */
export function bundleOf(entry: URL, folders?: string[]): Promise<URL | null>
export function nameSourcesInStacks(): void
