import { differences, firstDeparture, type Committed } from './comparison.js';
import { EngineMissing, type Engine } from './engines/index.js';
import type { Report } from './report.js';

/** What came of an engine: with WebAssembly where it can run it, and without. */
export interface Trial {
  readonly engine: Engine;
  readonly outcome: 'equal' | 'different' | 'missing' | 'failed';
  /** why, in sentences */
  readonly reasons: readonly string[];
  readonly reports: readonly Report[];
}

export async function tryEngine(engine: Engine, committed: Committed): Promise<Trial> {
  const reports: Report[] = [];
  const reasons: string[] = [];
  try {
    for (const webAssembly of [true, false]) {
      const report = await engine.report({ webAssembly });
      const wrong = differences(report, committed);
      if (wrong.length > 0) {
        const where = await firstDeparture(engine, { webAssembly }, report, committed);
        const how = report.webAssembly ? 'with WebAssembly' : 'in plain loops';
        reasons.push(`${how}, ${wrong.length} differ: ${where}`);
      }
      reports.push(report);
      // an engine whose WebAssembly is not used has shown its plain loops already
      if (!report.webAssembly) break;
    }
    return { engine, outcome: reasons.length > 0 ? 'different' : 'equal', reasons, reports };
  } catch (error) {
    const outcome = error instanceof EngineMissing ? 'missing' : 'failed';
    return { engine, outcome, reasons: [(error as Error).message], reports };
  }
}
