import { en } from '../plural';

export const containers = {
  title: 'Containers',
  count: (all: number, running: number) =>
    `${en(all, { one: '#', other: '#' })}, ${en(running, { one: '# running', other: '# running' })}`,
  help: 'A container is a running copy of an image, with its own files and network.',
  onTheirOwn: 'On their own',
  columns: { name: 'Name', state: 'State', open: 'Open' },
  empty: 'No containers yet',
  emptyHelp: 'A container is a running copy of an image, with its own files and network.',
  nothing: 'No container matches',
  showAll: 'Show all',
  state: {
    created: 'Not started yet',
    running: 'Running',
    paused: 'Paused',
    restarting: 'Restarting',
    removing: 'Being removed',
    exited: 'Stopped',
    dead: 'Could not be removed',
    unknown: 'Unknown',
  },
};
