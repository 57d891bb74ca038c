import { h } from '../../core/dom.js';
import { between, plural } from '../../core/format.js';
import { facts } from '../../parts/facts.js';
import { flowLink, said, time } from '../../parts/text.js';
import { badge } from '../../parts/badge.js';

const code = text => h('code', {}, text);
const maybe = (value, draw) => value === null || value === undefined ? null : draw(value);

export const about = it => facts([
  ['Id', code(it.id)],
  ['Made', time(it.createdAt)],
  ['Started', maybe(it.startedAt, time)],
  ['Ended', maybe(it.finishedAt, time)],
  ['Ran', it.startedAt && it.finishedAt ? between(it.startedAt, it.finishedAt) : null],
  ['Due', maybe(it.dueAt, time)],
  ['Expires', maybe(it.expiresAt, time)],
  ['Failed attempts', `${it.attempt} in this generation`],
  ['Replayed', it.generation === 0 ? 'never' : plural(it.generation, 'time', 'times')],
  ['Interrupted', it.interruptions === 0 ? null : plural(it.interruptions, 'time while alone', 'times while alone')],
  ['Parked', it.parked === 0 ? null : `${plural(it.parked, 'time', 'times')}: no worker knew its version`],
  ['Priority', it.priority],
  ['Rate limit', it.limited ? 'its type has one' : null],
  ['Arguments in it', maybe(it.tuples, value => plural(value, 'call', 'calls'))],
  ['Flow', maybe(it.flow, flow => [flowLink(flow.id, flow.name), ' ', badge(flow.status), ` ${flow.role} ${flow.place >= 0 ? flow.place + 1 : ''}`])],
  ['Outermost flow', it.flow && it.flow.rootId !== it.flow.id ? flowLink(it.flow.rootId) : null],
  ['Trace', maybe(it.traceParent, traceId)],
  ['Dead letter of', maybe(it.deadLetter, letter => time(letter.at))],
]);

// version-trace-span-flags: what tracing tools ask for is the second part.
const traceId = text => h('code', { title: text }, text.split('-')[1] ?? text);

export const message = it => facts([
  ['Id', code(it.id)],
  ['Names', plural(it.jobs, 'job', 'jobs')],
  ['Lane', maybe(it.lane, text => said(text))],
  ['Due', it.dueAt ? time(it.dueAt) : 'held by its flow'],
  ['Published', it.publishedAt ? time(it.publishedAt) : 'not yet'],
  ['Claimed', maybe(it.claimedAt, time)],
  ['Lost by the broker', it.republished === 0 ? null : plural(it.republished, 'time', 'times')],
  ['Runs alone', it.lone ? 'yes, as it was interrupted before' : null],
]);

export const worker = it => facts([
  ['State', badge(it.alive ? 'alive' : 'silent')],
  ['Machine and process', said(it.host)],
  ['Started', time(it.startedAt)],
  ['Heartbeat', time(it.heartbeatAt)],
]);
