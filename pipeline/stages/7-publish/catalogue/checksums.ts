/**
 * The checksums of a release as `sha256sum -c` takes them, in order of path. Every file is in it but itself: it is made from the
 * manifest, which does not name it, so that the release's id follows from the content alone.
 * @throws RangeError when a path could not stand in a line of it as it is.
 */
export function checksumLines(files: readonly { path: string; sha256: string }[]): string {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => {
      if (/[\\\r\n]/.test(path)) throw new RangeError(`a path that sha256sum would escape: ${path}`)
      return `${sha256}  ${path}\n`
    })
    .join('')
}
