import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A stretch of code that V8 counts by itself: a function, or a block in it. */
interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** What ran of each file: what `NODE_V8_COVERAGE` leaves in a folder, one report a process and thread. */
export class Coverage {
  private readonly reports = new Map<string, Range[][]>();

  constructor(folder: string) {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      for (const { url, functions } of (JSON.parse(text) as { result: Script[] }).result) {
        if (!url.startsWith('file:') || url.includes('/node_modules/')) continue;
        const file = fileURLToPath(url);
        const ranges = functions.flatMap((one) => one.ranges);
        this.reports.set(file, [...(this.reports.get(file) ?? []), ranges]);
      }
    }
  }

  /** Whether the code at an offset of a file ran: the innermost range around it tells. */
  ran(file: string, offset: number): boolean {
    return (this.reports.get(file) ?? []).some((ranges) => {
      let innermost: Range | undefined;
      for (const range of ranges) {
        if (offset < range.startOffset || offset >= range.endOffset) continue;
        if (innermost === undefined || sizeOf(range) <= sizeOf(innermost)) innermost = range;
      }
      return innermost !== undefined && innermost.count > 0;
    });
  }

  /** Where the blocks of a file begin, as far as any process told them apart. */
  blocks(file: string): ReadonlySet<number> {
    const ranges = (this.reports.get(file) ?? []).flat();
    return new Set(ranges.map(({ startOffset }) => startOffset));
  }
}

function sizeOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}
