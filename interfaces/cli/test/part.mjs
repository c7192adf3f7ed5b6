// A stand-in for a supervised part: says that it is ready, stops when told, or fails on purpose.
import { appendFileSync, readFileSync } from 'node:fs';

const [behaviour, journal] = process.argv.slice(2);
const note = (text) => appendFileSync(journal, `${text} ${process.pid}\n`);

note('started');
process.on('SIGINT', () => note('interrupted'));
const stop = (why) => {
  note(why);
  process.exit(0);
};
process.on('message', () => stop('stopped'));
process.on('disconnect', () => stop('abandoned'));
process.on('SIGTERM', () => behaviour !== 'stubborn' && stop('terminated'));

const starts = () => readFileSync(journal, 'utf8').match(/started/g).length;
if (behaviour === 'cured' && starts() < 3) {
  process.send({ type: 'failed', reason: 'damaged' }, () => process.exit(1));
} else if (behaviour === 'fails') {
  process.send({ type: 'failed', reason: 'the port is taken' }, () => process.exit(1));
} else if (behaviour === 'dies') {
  console.error('out of luck');
  process.exit(7);
} else {
  process.send({ type: 'progress', detail: 'nearly there' });
  process.send({ type: 'ready', facts: { port: 7 } });
}
