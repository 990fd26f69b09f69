import type { ServerResponse } from 'node:http';

/** Bytes that may wait, beside the first ones, for a reader who does not read; then he is let go, and may come again. */
const BACKLOG = 4_000_000;

/** Server-sent events to any number of readers. */
export class EventStream {
  /** with the bytes that may wait for each */
  private readonly readers = new Map<ServerResponse, number>();

  /** Whether anybody reads. */
  get watched(): boolean {
    return this.readers.size > 0;
  }

  /** Adds a reader, who begins with `events`. */
  add(response: ServerResponse, events: readonly (readonly [string, unknown])[]): void {
    response.on('close', () => this.readers.delete(response));
    response.on('error', () => this.readers.delete(response));
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      connection: 'close',
    });
    // how soon to come again, in ms
    const text = `retry: 2000\n\n${events.map(([name, data]) => frame(name, data)).join('')}`;
    response.write(text);
    this.readers.set(response, 2 * text.length + BACKLOG);
  }

  send(name: string, data: unknown): void {
    if (!this.watched) return;
    const text = frame(name, data);
    for (const [reader, limit] of this.readers) {
      if (reader.writableLength > limit) reader.destroy();
      else reader.write(text);
    }
  }

  /** The last events are on their way. */
  end(): void {
    for (const reader of this.readers.keys()) reader.end();
  }
}

/** JSON has no line breaks of its own, so an event is one line of data. */
function frame(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
