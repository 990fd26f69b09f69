import { act, type Register } from '../terminal/outcome.js';
import { watchInterrupts } from '../terminal/watchTraining.js';
import { serveTutorial } from '../tutorial/tutorialServer.js';

export const registerTutorial: Register = (program, finish) => {
  const command = program
    .command('tutorial')
    .description('Serve the tutorial in the plane, which trains in a browser, until interrupted.')
    .addHelpText('after', '\nExamples:\n  wnae tutorial');
  act(command, finish, async () => {
    const { url, close } = await serveTutorial();
    process.stderr.write(`tutorial at ${url}; Ctrl-C ends it\n`);
    const signal = await new Promise<string>((resolve) => watchInterrupts(resolve));
    await close();
    return { json: { url, ended: signal }, text: `ended by ${signal}` };
  });
};
