import { badge } from '../../parts/badge.js';
import { table } from '../../parts/table.js';
import { empty, said, shortId, time } from '../../parts/text.js';

/** The processes that run jobs. */
export const workers = ({ workers: rows }) => rows.length === 0 ? empty('No process has run jobs lately. Start the app, or look at why it does not start.') : table('Workers', [
  { name: 'State', cell: row => badge(row.alive ? 'alive' : 'silent') },
  { name: 'Machine and process', cell: row => said(row.host) },
  { name: 'Started', cell: row => time(row.startedAt) },
  { name: 'Heartbeat', cell: row => time(row.heartbeatAt) },
  { name: 'Id', cell: row => shortId(row.id) },
], rows, row => row.id);
