/** Shows the training whose server the page comes from. */
import type { LiveEvents } from '../events.js';
import { View } from './view.js';

const view = new View();
const events = new EventSource('/events');

function on<Name extends keyof LiveEvents>(
  name: Name,
  act: (data: LiveEvents[Name]) => void,
): void {
  events.addEventListener(name, ({ data }) => act(JSON.parse(data as string) as LiveEvents[Name]));
}

on('begin', (training) => view.begin(training));
on('progress', (progress) => view.progress(progress));
on('epoch', (line) => view.epoch(line));
on('samples', (samples) => view.sampled(samples));
on('end', (end) => {
  events.close();
  view.end(end);
});
events.addEventListener('error', () => view.lost());
