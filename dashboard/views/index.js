import { audit } from './audit.js';
import { dead } from './dead.js';
import { deadLetters } from './deadLetters.js';
import { deadMessage } from './deadMessage.js';
import { flow } from './flow.js';
import { flows } from './flows.js';
import { job } from './job.js';
import { jobs } from './jobs.js';
import { lanes } from './lanes.js';
import { overview } from './overview.js';
import { recurring } from './recurring.js';
import { versions } from './versions.js';
import { view } from '../parts/section.js';
import { empty } from '../parts/text.js';

const lists = new Map(Object.entries({ jobs, flows, dead, recurring, lanes, versions, audit }));
const unknown = { title: 'No such view', every: 60_000, load: async () => null, draw: () => view('No such view', null, empty('This address leads nowhere. The views are listed above.')) };

/** The view of an address's path. */
export function find([first, second, third]) {
  if (first === undefined) return overview;
  if (first === 'dead' && second === 'letters') return third ? deadMessage : deadLetters;
  if (first === 'jobs' && second) return job;
  if (first === 'flows' && second) return flow;
  return second ? unknown : lists.get(first) ?? unknown;
}
