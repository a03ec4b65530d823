import { crc32, deflateRawSync } from 'node:zlib';

export type Parts = Readonly<Record<string, string>>;

export interface ZipOptions {
  /** What the headers claim of a part's inflated size, instead of the truth. */
  claimedSize?: number;
  method?: number;
  flags?: number;
  /** Changes a byte of the packed data. */
  corrupt?: boolean;
  /** Gives the headers another checksum than the contents have. */
  wrongChecksum?: boolean;
}

/** A zip archive as spreadsheet programs write it. */
export function zip(parts: Parts, options: ZipOptions = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text);
    const data = deflateRawSync(content);
    const path = Buffer.from(name);
    const sum = options.wrongChecksum ? crc32(`${text}.`) : crc32(content);
    if (options.corrupt) data[Math.floor(data.length / 2)]! ^= 0xff;
    const fields = (signature: number, lead: number[]): Buffer => {
      const header = Buffer.alloc(lead.length === 1 ? 30 : 46);
      header.writeUInt32LE(signature, 0);
      let at = 4;
      for (const value of [...lead, options.flags ?? 0, options.method ?? 8, 0, 0]) {
        header.writeUInt16LE(value, at);
        at += 2;
      }
      header.writeUInt32LE(sum, at);
      header.writeUInt32LE(data.length, at + 4);
      header.writeUInt32LE(options.claimedSize ?? content.length, at + 8);
      header.writeUInt16LE(path.length, at + 12);
      return header;
    };
    const central = fields(0x02014b50, [20, 20]);
    central.writeUInt32LE(offset, 42);
    const body = Buffer.concat([fields(0x04034b50, [20]), path, data]);
    bodies.push(body);
    directory.push(central, path);
    offset += body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(bodies.length, 8);
  end.writeUInt16LE(bodies.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

export interface SheetXml {
  name?: string;
  state?: 'visible' | 'hidden' | 'veryHidden';
  /** What stands inside `sheetData`. */
  rows: string;
}

/** The parts of a workbook with these sheets; `more` adds parts or replaces them. */
export function workbookParts(sheets: readonly SheetXml[], more: Parts = {}): Parts {
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const listed = sheets.map(
    ({ name, state = 'visible' }, i) =>
      `<sheet name="${name ?? `S${i + 1}`}" sheetId="${i + 1}" state="${state}" r:id="rId${i + 1}"/>`,
  );
  const related = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  return {
    'xl/workbook.xml':
      `<?xml version="1.0" encoding="UTF-8"?><workbook ${main} xmlns:r="${relation}">` +
      `<sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
      `${related.join('')}</Relationships>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...more,
  };
}

/** Rows of text cells, from row 1 on; a cell that begins with `<` is its own XML, in which `{r}` is its address. */
export function rowsXml(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, row) => {
      const written = cells.map((text, column) => {
        const address = `${columnLetters(column)}${row + 1}`;
        if (text.startsWith('<')) return text.replace('{r}', address);
        return `<c r="${address}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
      });
      return `<row r="${row + 1}">${written.join('')}</row>`;
    })
    .join('');
}

export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A workbook of one sheet. */
export function workbook(rows: readonly (readonly string[])[], more: Parts = {}): Buffer {
  return zip(workbookParts([{ rows: rowsXml(rows) }], more));
}
