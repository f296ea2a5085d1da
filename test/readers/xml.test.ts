import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { readXml } from '../../pipeline/readers/xml.ts'

interface Seen {
  opened: string[]
  text: string
  attributes: Record<string, string>[]
}

async function read(
  source: string | Buffer,
  options: { encoding?: string; chunk?: number } = {},
): Promise<Seen> {
  const bytes = Buffer.from(source as string)
  const size = options.chunk ?? bytes.length
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) || 1 }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
  const seen: Seen = { opened: [], text: '', attributes: [] }
  const handler = {
    open(name: string, attributes: Record<string, string>) {
      seen.opened.push(name)
      seen.attributes.push(attributes)
    },
    close() {},
    text(text: string) {
      seen.text += text
    },
  }
  const where = { file: 'a.xml' }
  for await (const _ of readXml(Readable.from(chunks), handler, { where, encoding: options.encoding })) {
    // The handler takes everything.
  }
  return seen
}

async function refusal(source: string | Buffer, encoding?: string): Promise<UserError> {
  const error = await read(source, { encoding }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

describe('reading XML', () => {
  it('gives names without prefixes, declared or not, and decoded text in pieces of any length', async () => {
    const source = '<?xml version="1.0"?><a:b x:c="1" d="&lt;2"><e>T&amp;é</e><![CDATA[<raw>&]]></a:b>'
    for (const chunk of [1, 3, 1000]) {
      const seen = await read(source, { chunk })
      expect(seen.opened).toEqual(['b', 'e'])
      expect(seen.text).toBe('T&é<raw>&')
      expect(seen.attributes[0]).toMatchObject({ c: '1', d: '<2' })
    }
  })

  it('lets an attribute of its own name go before one of another namespace', async () => {
    expect((await read('<a x:id="other" id="own"/>')).attributes[0]!.id).toBe('own')
  })

  it.each([
    [
      'UTF-16 with a mark',
      iconv.encode('<?xml version="1.0" encoding="UTF-16"?><a>é</a>', 'utf-16le', { addBOM: true }),
    ],
    ['UTF-16 without one', iconv.encode('<?xml version="1.0"?><a>é</a>', 'utf-16be', { addBOM: false })],
    ['a UTF-8 mark', Buffer.from('\uFEFF<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>')],
    ['a declaration', iconv.encode('<?xml version="1.0" encoding="windows-1252"?><a>é</a>', 'latin1')],
    [
      'a declaration of UTF-16 in single bytes',
      Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>é</a>'),
    ],
  ])('takes the encoding from %s', async (_, bytes) => {
    for (const chunk of [1, 7, 1000]) expect((await read(bytes, { chunk })).text).toBe('é')
  })

  it('names the line of a byte that is not in the encoding, and reads it where the option says how', async () => {
    const bytes = Buffer.concat([Buffer.from('<a>\n\n'), Buffer.from([0xe9]), Buffer.from('</a>')])
    const error = await refusal(bytes)
    expect(error.fault).toMatchObject({
      what: 'the text is not valid UTF-8',
      where: { file: 'a.xml', line: 3 },
    })
    expect((await read(bytes, { encoding: 'windows-1252' })).text.trim()).toBe('é')
    expect((await refusal(bytes, 'klingon')).kind).toBe('config')
    expect((await refusal('<?xml version="1.0" encoding="klingon"?><a/>')).kind).toBe('source')
  })
})

describe('XML that is not to be trusted', () => {
  it.each([
    ['cut off in an element', '<a>\n<b>text', 2],
    ['cut off in a tag', '<a>\n<b attr="', 2],
    ['empty', '', 1],
    ['blank', ' \n', 2],
    ['text alone', 'hello', 1],
    ['closed in the wrong order', '<a>\n\n<b></a></b>', 3],
    ['an unknown entity', '<a>\n&nbsp;</a>', 2],
    ['a bare ampersand', '<a>a & b</a>', 1],
    ['a zero byte', '<a>\n\0</a>', 2],
    ['an attribute that breaks a naive parser', '<a hasOwnProperty="1" b="2"/>', 1],
  ])('%s is refused with its line', async (_, source, line) => {
    const error = await refusal(source)
    expect(error.kind).toBe('source')
    expect(error.fault.where?.line).toBe(line)
  })

  it.each([
    [
      'a billion laughs',
      `<!DOCTYPE a [<!ENTITY l "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i} "${`&l${i - 1 < 0 ? '' : i - 1};`.repeat(10)}">`).join('')}]><a>&l8;</a>`,
    ],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['an external subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>'],
  ])('%s: a document type is refused, unread', async (_, source) => {
    expect((await refusal(source)).fault.what).toBe('the document has a document type, which is not read')
  })

  it.each([
    ['levels', '<a>'.repeat(300) + '</a>'.repeat(300)],
    ['attributes', `<a ${Array.from({ length: 20_000 }, (_, i) => `b${i}="1"`).join(' ')}/>`],
    ['a name', `<${'a'.repeat(1_000_000)}/>`],
    ['an attribute', `<a b="${'x'.repeat(1_000_000)}"/>`],
    ['a document type', `<!DOCTYPE a [${'x'.repeat(1_000_000)}`],
  ])('%s without end are refused', async (_, source) => {
    expect((await refusal(source)).kind).toBe('source')
  })
})
